"""`jixiao keys`: make keys, list them, let them end."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from app.api.security.caller import SCOPES
from app.services.key_text import new_key, read_key
from app.services.keys import Holder, IssuedKey, KeyEnded, KeyService, NoSuchKey
from app.services.names import printable_text, region_prefix, tenant_name
from app.storage.api_keys import ApiKey, ApiKeyStore
from app.storage.data_scope import DataScope
from app.storage.engine import create_engine
from app.storage.errors import StorageError
from app.storage.types import utc_text
from app.terminal.configured import settings_or_refused
from app.terminal.plain_table import Column, plain_table
from app.terminal.rules import refuse

keys = typer.Typer(no_args_is_help=True, help="密钥 / API keys")

_COLUMNS = (
    Column("前缀 prefix"),
    Column("状态 state"),
    Column("租户 tenant"),
    Column("主体 subject", 30),
    Column("权限 scopes"),
    Column("数据范围 data", 30),
    Column("到期 expires"),
    Column("最近使用 last used"),
    Column("备注 label", 30),
)
_DAYS = 365
_Days = Annotated[int, typer.Option(min=1, max=36_500, help="有效天数 / days until it expires")]
_NoExpiry = Annotated[bool, typer.Option("--no-expiry", help="永不过期 / never expires")]
_AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
_Prefix = Annotated[str, typer.Argument(help="密钥的前缀，见 jixiao keys list / its prefix, as the list shows it")]


def _scope(text: object) -> str:
    if text not in SCOPES:
        raise ValueError(f"a scope is one of {', '.join(SCOPES)}")
    return str(text)


def _checked(check: Callable[[object], str]) -> Callable[[Any], Any]:
    """A callback that says in words what is wrong with an option."""

    def checked(value: Any) -> Any:
        try:
            for each in value if isinstance(value, list) else [value]:
                if each is not None:
                    check(each)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        return value

    return checked


@keys.command()
def create(
    subject: Annotated[
        str,
        typer.Option(callback=_checked(printable_text), help="谁使用，记入留痕 / who it identifies, in every record"),
    ],
    scope: Annotated[
        list[str],
        typer.Option(callback=_checked(_scope), help=f"权限，可多次 / what it opens, repeatable: {', '.join(SCOPES)}"),
    ],
    tenant: Annotated[str, typer.Option(callback=_checked(tenant_name), help="租户 / whose records")] = "default",
    region: Annotated[
        str | None,
        typer.Option(
            callback=_checked(region_prefix), help="只限此区划代码或其前缀 / only forms of this region prefix"
        ),
    ] = None,
    department: Annotated[
        list[str] | None,
        typer.Option(callback=_checked(printable_text), help="只限此主管部门代码，可多次 / only of these departments"),
    ] = None,
    label: Annotated[str | None, typer.Option(callback=_checked(printable_text), help="备注 / what it is for")] = None,
    days: _Days = _DAYS,
    no_expiry: _NoExpiry = False,
    as_json: _AsJson = False,
) -> None:
    """建立密钥；密钥只显示这一次，库中只存摘要 / make a key; it is shown this once, only its digest is kept."""
    holder = Holder(
        tenant=tenant,
        subject=subject,
        label=label,
        scopes=frozenset(scope),
        data=DataScope(region, frozenset(department) if department else None),
    )
    with _service() as service:
        _show_issued(service.create(holder, _lifetime(days, no_expiry)), as_json)


@keys.command("list")
def list_keys(
    tenant: Annotated[str | None, typer.Option(help="只列此租户 / of this tenant only")] = None,
    as_json: _AsJson = False,
) -> None:
    """列出密钥，不含密钥本身 / list the keys, never what opens anything."""
    with _service() as service:
        found = service.list(tenant)
    if as_json:
        typer.echo(json.dumps([_described(key) for key in found], ensure_ascii=False, indent=2))
        return
    for line in plain_table(_COLUMNS, [_cells(key) for key in found]):
        typer.echo(line)


@keys.command()
def revoke(prefix: _Prefix) -> None:
    """吊销密钥；运行中的服务在 KEY_CACHE_SECONDS 秒内停止接受 / end a key; services follow within KEY_CACHE_SECONDS."""
    with _service() as service:
        key = service.revoke(_prefix_in(prefix))
    typer.echo(f"已吊销 / revoked: {key.prefix} ({key.subject})")


@keys.command()
def rotate(
    prefix: _Prefix,
    overlap_hours: Annotated[
        int, typer.Option(min=0, max=8760, help="旧密钥继续有效的小时数 / hours that the old key works on")
    ] = 24,
    days: _Days = _DAYS,
    no_expiry: _NoExpiry = False,
    as_json: _AsJson = False,
) -> None:
    """换发密钥：主体、权限、范围不变，旧密钥按时失效 / a new secret for the same holder; the old one ends in time."""
    with _service() as service:
        issued = service.rotate(_prefix_in(prefix), timedelta(hours=overlap_hours), _lifetime(days, no_expiry))
        _show_issued(issued, as_json)


@keys.command()
def generate() -> None:
    """生成一个密钥文本，供 BOOTSTRAP_KEY_FILE 使用，不入库 / print a key for BOOTSTRAP_KEY_FILE; nothing is stored."""
    typer.echo(str(new_key(os.urandom)))


@contextmanager
def _service() -> Iterator[KeyService]:
    try:
        engine = create_engine(settings_or_refused().database_url)
        try:
            yield KeyService(ApiKeyStore(engine), lambda: datetime.now(UTC), os.urandom)
        finally:
            engine.dispose()
    except StorageError as error:
        refuse(str(error))
    except NoSuchKey as error:
        refuse(f"没有这个密钥 / there is no such key: {error}")
    except KeyEnded:
        refuse("密钥已失效，请用 jixiao keys create 新建 / the key has ended: make a new one with `jixiao keys create`")


def _lifetime(days: int, no_expiry: bool) -> timedelta | None:
    return None if no_expiry else timedelta(days=days)


def _prefix_in(text: str) -> str:
    """The prefix, also of a whole key."""
    key = read_key(text)
    return text if key is None else key.prefix


def _show_issued(issued: IssuedKey, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"key": str(issued.text), **_described(issued.key)}, ensure_ascii=False, indent=2))
        return
    # Only the key goes to standard output, so that a script can take it from there.
    for heading, cell in zip((column.heading for column in _COLUMNS), _cells(issued.key), strict=True):
        typer.echo(f"{heading}: {cell}", err=True)
    typer.echo("密钥只显示这一次，请立即妥善保存 / the key is shown this once, keep it safe:", err=True)
    typer.echo(str(issued.text))


def _described(key: ApiKey) -> dict[str, Any]:
    return {
        "prefix": key.prefix,
        "state": _state(key),
        "tenant": key.tenant,
        "subject": key.subject,
        "label": key.label,
        "scopes": sorted(key.scopes),
        "region": key.data.region,
        "departments": None if key.data.departments is None else sorted(key.data.departments),
        "created_at": utc_text(key.created_at),
        "expires_at": _time(key.expires_at),
        "revoked_at": _time(key.revoked_at),
        "last_used_at": _time(key.last_used_at),
        "replaces": key.replaces,
    }


def _cells(key: ApiKey) -> list[str]:
    data = [each for each in (key.data.region, *sorted(key.data.departments or ())) if each is not None]
    return [
        key.prefix,
        _state(key),
        key.tenant,
        key.subject,
        " ".join(sorted(key.scopes)),
        " ".join(data) or "全部 all",
        _minute(key.expires_at) or "永不 never",
        _minute(key.last_used_at) or "",
        key.label or "",
    ]


def _state(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at is not None and key.expires_at <= datetime.now(UTC) else "active"


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else utc_text(moment)


def _minute(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")
