"""`jixiao audit`: the key to verify by, a checkpoint to keep, a verification of the database, a mirror."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.api.v1.ledger_faults import fault_message
from app.services.attest import Attestor
from app.services.errors import LedgerContradiction
from app.services.verify_ledger import verify_range
from app.settings import Settings
from app.storage.checkpoint import (
    Checkpoint,
    CheckpointInvalid,
    VerifierKey,
    open_checkpoint,
    origin_of,
    read_checkpoint,
    read_verifier_key,
    tenant_of,
)
from app.storage.engine import create_engine
from app.storage.errors import StorageError
from app.storage.ledger import Head, Verdict
from app.storage.merkle import digest_text
from app.storage.signing import FileSigner, SigningKeyMissing
from app.storage.store import LedgerStore
from app.terminal.configured import settings_or_refused
from app.terminal.mirror import MirrorBroken, continue_mirror
from app.terminal.rules import refuse

_FAILED = 1

audit = typer.Typer(no_args_is_help=True, help="账册：公钥、检查点、核验、镜像 / the ledger")

Tenant = Annotated[str, typer.Option(help="租户 / the tenant")]


@audit.command()
def key(tenant: Tenant = "default") -> None:
    """验证公钥，请以可靠方式交给持有回执的人 / the key to verify by: hand it out by a way that can be trusted."""
    settings = settings_or_refused()
    with _refusing():
        typer.echo(_key_of(settings, tenant).text())


@audit.command()
def checkpoint(tenant: Tenant = "default") -> None:
    """为账册现状签发并留存检查点，输出到标准输出 / sign where the ledger stands, keep it, print it."""
    settings = settings_or_refused()
    with _refusing(), _ledgers(settings) as ledgers:
        signer = FileSigner.from_file(settings.ledger_key_file)
        attestor = Attestor(ledgers, signer, settings.ledger_origin, lambda: datetime.now(UTC))
        try:
            kept = attestor.keep(tenant)
        except LedgerContradiction as error:
            _fail(f"{tenant}：账册与先前所签不符，未签名 / the ledger contradicts what was signed: {error}")
        if kept is None:
            refuse(f"{tenant}：账册为空 / the ledger is empty")
        typer.echo(kept.note, nl=False)


@audit.command()
def verify(
    tenant: Annotated[str | None, typer.Option(help="只核验此租户 / only this tenant")] = None,
    trusted: Annotated[
        list[Path] | None,
        typer.Option(help="另行保存的检查点文件，可多次给出 / a checkpoint kept elsewhere; may be repeated"),
    ] = None,
    keys: Annotated[
        list[str] | None,
        typer.Option(
            "--key", help="签发检查点的公钥；缺省为本服务的 / keys of the checkpoints; by default the service's"
        ),
    ] = None,
) -> None:
    """核验整个账册及其所涉的各条留存内容 / verify every entry and whatever the entries are about."""
    settings = settings_or_refused()
    with _refusing(), _ledgers(settings) as ledgers:
        given = [_read_key(text) for text in keys or ()]
        heads = _trusted(settings, [*map(_read_note, trusted or ())], given)
        names = [tenant] if tenant is not None else sorted({*ledgers.tenants(), *heads})
        if strangers := heads.keys() - set(names):
            refuse(f"检查点属于其他租户 / the checkpoint is of another tenant: {', '.join(sorted(strangers))}")
        held = [_verify(ledgers, name, heads.get(name, []), _keys_for(settings, name, given)) for name in names]
    if not names:
        typer.echo("没有账册 / there is no ledger")
    if not all(held):
        raise typer.Exit(_FAILED)


@audit.command()
def mirror(
    file: Annotated[Path, typer.Argument(help="NDJSON 文件；已存在则续写 / continued where it exists")],
    tenant: Tenant = "default",
) -> None:
    """把账册逐条导出为镜像，供 jixiao-verify 核验 / export the entries, one a line, for jixiao-verify."""
    settings = settings_or_refused()
    with _refusing(), _ledgers(settings) as ledgers:
        try:
            added, total = continue_mirror(file, lambda after, limit: ledgers.entries(tenant, after, limit))
        except MirrorBroken as error:
            _fail(f"{file}：{error}")
        except OSError as error:
            refuse(f"{file}: {error.strerror}")
    typer.echo(f"{file}：新增 {added} 条，共 {total} 条 / {added} entries added, {total} in all")


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except StorageError as error:
        refuse(str(error))


@contextmanager
def _ledgers(settings: Settings) -> Iterator[LedgerStore]:
    engine = create_engine(settings.database_url, statement_seconds=None)
    try:
        yield LedgerStore(engine, settings.ledger_algorithm)
    finally:
        engine.dispose()


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(_FAILED)


def _verify(ledgers: LedgerStore, tenant: str, trusted: Sequence[Head], keys: Sequence[VerifierKey]) -> bool:
    verdict = verify_range(ledgers, tenant, 1, None, trusted, keys)
    typer.echo(_told(tenant, verdict))
    return verdict.fault is None


def _told(tenant: str, verdict: Verdict) -> str:
    if verdict.fault is None:
        root = verdict.head.root if verdict.head else ""
        return f"通过 / ok: {tenant}：{verdict.checked} 条记录 / {verdict.checked} entries, {root}"
    message = fault_message(verdict.fault)
    more = f"{verdict.fault.field}: {verdict.fault.detail}"
    return f"不通过 / FAILED: {tenant}：{message.zh} / {message.en} [{verdict.fault.code}, {more}]"


def _key_of(settings: Settings, tenant: str) -> VerifierKey:
    signer = FileSigner.from_file(settings.ledger_key_file)
    return VerifierKey(origin_of(settings.ledger_origin, tenant), signer.public_key)


def _keys_for(settings: Settings, tenant: str, given: Sequence[VerifierKey]) -> list[VerifierKey]:
    """The keys that may have signed a tenant's checkpoints: those given, else the service's own, where it is here."""
    if given:
        return [key for key in given if key.name == origin_of(settings.ledger_origin, tenant)]
    try:
        return [_key_of(settings, tenant)]
    except SigningKeyMissing:
        return []


def _trusted(settings: Settings, notes: Sequence[str], given: Sequence[VerifierKey]) -> dict[str, list[Head]]:
    """The heads that were kept elsewhere, by tenant; a note that no key of its ledger has signed is refused."""
    heads: dict[str, list[Head]] = {}
    for note in notes:
        try:
            tenant = tenant_of(settings.ledger_origin, read_checkpoint(note).origin)
            if tenant is None:
                raise CheckpointInvalid("it is of no ledger of this service: LEDGER_ORIGIN is another")
            opened = _opened(note, _keys_for(settings, tenant, given))
        except CheckpointInvalid as error:
            refuse(f"检查点不可用 / the checkpoint cannot be used: {error}")
        heads.setdefault(tenant, []).append(Head(opened.size, digest_text(opened.algorithm, opened.root)))
    return heads


def _opened(note: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    reason = CheckpointInvalid("there is no key to verify it by: give --key")
    for each in keys:
        try:
            return open_checkpoint(note, each)
        except CheckpointInvalid as error:
            reason = error
    raise reason


def _read_key(text: str) -> VerifierKey:
    try:
        return read_verifier_key(text)
    except CheckpointInvalid as error:
        refuse(f"--key: {error}")


def _read_note(file: Path) -> str:
    """A checkpoint from a file of its own, or from an answer of the service that has one."""
    try:
        content = file.read_text(encoding="utf-8")
        return str(json.loads(content)["checkpoint"]) if content.startswith("{") else content
    except OSError as error:
        refuse(f"{file}: {error.strerror}")
    except (KeyError, ValueError):
        refuse(f"{file}: 不是检查点 / it is no checkpoint")
