"""The command line: serve, migrate, score or review forms offline, work on the rules."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from rich.console import Console

from app import worker
from app.access import AccessRefused, check_access
from app.api.problem import Problem
from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.charts.chart import score_chart
from app.logs.daily import DailyFiles
from app.logs.events import SecurityEvent
from app.logs.setup import configure_logs
from app.main import create_app
from app.rules.errors import RulePackError
from app.services.score import Scorer
from app.serving import server
from app.settings import Settings
from app.storage.backup import backup_sqlite
from app.storage.errors import StorageError
from app.storage.grants import grant_application_role
from app.storage.safety import Demands
from app.storage.signing import FileSigner, create_key_file
from app.storage.startup import check_algorithm, check_database
from app.terminal.audit import audit
from app.terminal.bulk import bulk
from app.terminal.configured import settings_or_refused
from app.terminal.keys import keys
from app.terminal.publish import publish
from app.terminal.rescore import rescore
from app.terminal.reviews import Review, names_for, summary
from app.terminal.rules import REFUSED, catalogue_or_refused, refuse, rules
from app.terminal.sheet_table import print_sheet

_LOOPBACK_ONLY = (
    "没有密钥，也未配置统一身份认证：只应答本机直接发来的请求；建立密钥：jixiao keys create / there is no key and no"
    " identity provider: only requests made directly on this machine are answered, until `jixiao keys create`"
)

app = typer.Typer(no_args_is_help=True, add_completion=False, help="预算绩效评价评分服务 / budget performance scoring")
rules.command()(publish)
app.add_typer(rules, name="rules")
app.add_typer(audit, name="audit")
app.add_typer(keys, name="keys")
app.command()(bulk)
app.command()(rescore)


def main() -> None:
    """The entry point of `jixiao`."""
    app()


@app.command()
def serve() -> None:
    """启动服务（HOST、PORT、DATABASE_URL）/ serve over HTTP."""
    settings = _settings_with_log()
    with _start_refused():
        _check_storage(settings)
        identities = check_access(settings)
        application = create_app(settings, signer=FileSigner.from_file(settings.ledger_key_file))
    if not identities:
        structlog.get_logger().warning(SecurityEvent.START_WITHOUT_KEYS, message=_LOOPBACK_ONLY)
        typer.echo(_LOOPBACK_ONLY, err=True)
    server.serve(application, settings)


@app.command()
def work() -> None:
    """只做后台工作，不应答请求，可起任意多个 / work in the background alone, in any number of processes."""
    settings = _settings_with_log()
    with _start_refused():
        _check_storage(settings)
        worker.work(settings)


@app.command()
def migrate(
    down_to: Annotated[
        str | None, typer.Option(help="退回到某一版本，base 为清空 / go back to a revision; base empties")
    ] = None,
    application_role: Annotated[
        str | None,
        typer.Option(
            help="服务所用的数据库角色，只授予增加记录的权限（PostgreSQL、OceanBase）"
            " / the service's database role: it may add records and alter none"
        ),
    ] = None,
) -> None:
    """建立或升级数据库结构，没有签名密钥时生成 / create or upgrade the database, and a signing key if there is none."""
    settings = settings_or_refused()
    # It loads alembic, which nothing else needs.
    migrations = import_module("app.storage.migrate")
    try:
        if down_to is not None:
            migrations.downgrade(settings.database_url, down_to)
            return
        migrations.upgrade(settings.database_url)
        if application_role is not None:
            grant_application_role(settings.database_url, application_role)
        made = create_key_file(settings.ledger_key_file)
    except StorageError as error:
        refuse(str(error))
    if made:
        file = settings.ledger_key_file
        typer.echo(f"已生成签名密钥，请妥善备份 / a signing key was made, keep a copy safe: {file}")


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="新文件，不覆盖已有文件 / a new file; none is overwritten")],
) -> None:
    """备份嵌入式数据库（SQLite），服务可照常运行 / copy the embedded database while the service runs."""
    try:
        size = backup_sqlite(settings_or_refused().database_url, target)
    except StorageError as error:
        refuse(str(error))
    typer.echo(f"{target}: {size} 字节 / bytes")


@app.command()
def score(
    files: Annotated[list[Path], typer.Argument(help="JSON 表单，与接口相同 / forms in JSON, as the API takes them")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
    chart: Annotated[
        Path | None, typer.Option(help="失分图存为此 SVG 文件（只限一张表）/ draw the lost points of one form as SVG")
    ] = None,
) -> None:
    """离线评分，不保存 / score forms offline; nothing is stored."""
    if chart is not None and len(files) > 1:
        refuse("--chart: 一次只画一张表 / one form at a time")
    scorer = Scorer(catalogue_or_refused())
    for file in files:
        try:
            text = _preview(scorer, file)
        except _Refused as error:
            refuse(str(error))
        if as_json:
            sys.stdout.write(f"{text}\n")
        else:
            print_sheet(json.loads(text), Console())
        if chart is not None:
            _draw(json.loads(text), chart)


@app.command()
def review(
    files: Annotated[list[Path], typer.Argument(help="JSON 表单，与接口相同 / forms in JSON, as the API takes them")],
    as_json: Annotated[bool, typer.Option("--json", help="每张表一行 JSON / one line of JSON per form")] = False,
    out: Annotated[
        Path | None, typer.Option(help="每份审核意见存为该目录下的一个文件 / a file per review in this folder")
    ] = None,
) -> None:
    """审核意见：得分对照、应更正和应说明的问题，可发回填报单位 / a review to send back to the unit."""
    catalogue = catalogue_or_refused()
    scorer = Scorer(catalogue)
    reviewed: list[Review] = []
    refused: list[Path] = []
    for file in files:
        try:
            sheet = json.loads(_preview(scorer, file))
        except _Refused as error:
            typer.echo(str(error), err=True)
            refused.append(file)
            continue
        pack = sheet["rule_pack"]
        reviewed.append(Review(file, sheet, catalogue.get(pack["id"], pack["version"], drafts=True).title.zh))
    try:
        _deliver(reviewed, refused, as_json, out)
    except OSError as error:
        refuse(f"{out}: {error.strerror}")
    if refused:
        raise typer.Exit(REFUSED)


def _settings_with_log() -> Settings:
    """Where even the log cannot be as asked for, the refusal stands in one as it is by default."""
    try:
        settings = settings_or_refused()
        _begin_log(settings)
    except typer.Exit:
        configure_logs()
        structlog.get_logger().critical(SecurityEvent.START_REFUSED, reason="SettingsInvalid")
        raise
    return settings


def _begin_log(settings: Settings) -> None:
    try:
        files = DailyFiles(settings.log_dir, settings.log_retention_days) if settings.log_dir else None
    except OSError as error:
        refuse(f"LOG_DIR: {error.filename}: {error.strerror}")
    configure_logs(settings.log_level, settings.log_format, also=files)


@contextmanager
def _start_refused() -> Iterator[None]:
    try:
        yield
    except (AccessRefused, RulePackError, StorageError) as error:
        structlog.get_logger().critical(SecurityEvent.START_REFUSED, reason=type(error).__name__, message=str(error))
        refuse(str(error))


def _check_storage(settings: Settings) -> None:
    demands = Demands(settings.allow_unsafe_durability, timedelta(seconds=settings.max_clock_skew_seconds))
    check_database(settings.database_url, demands)
    check_algorithm(settings.ledger_algorithm)


def _draw(sheet: dict[str, Any], file: Path) -> None:
    try:
        file.write_text(score_chart(sheet, "zh"), encoding="utf-8")
    except OSError as error:
        refuse(f"{file}: {error.strerror}")


def _deliver(reviewed: list[Review], refused: list[Path], as_json: bool, out: Path | None) -> None:
    """Prints the reviews, or writes each to its file; a person gets a table of several at the end."""
    texts = [each.json_line() if as_json else each.text() for each in reviewed]
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        names = names_for((each.file for each in reviewed), ".json" if as_json else ".txt")
        for name, text in zip(names, texts, strict=True):
            (out / name).write_text(text, encoding="utf-8")
        texts = []
    if not as_json and len(reviewed) + len(refused) > 1:
        texts.append(summary(reviewed, refused))
    sys.stdout.write(("" if as_json else "\n").join(texts))


class _Refused(Exception):
    """A file that holds no form that can be scored; the message says why, place by place."""


def _preview(scorer: Scorer, file: Path) -> str:
    """The sheet of the form in a file, refused for the same reasons as over HTTP."""
    try:
        return scorer.preview(form_of(read_form(file.read_bytes())))
    except OSError as error:
        raise _Refused(f"{file}: {error.strerror}") from None
    except RulePackError as error:
        raise _Refused(f"{file}: {error}") from None
    except Problem as problem:
        errors = [f"{file}#{each.pointer}: {each.message.zh} / {each.message.en}" for each in problem.errors]
        told = "\n".join(errors) or f"{file}: {problem.explanation.zh} / {problem.explanation.en}"
        raise _Refused(told) from None
