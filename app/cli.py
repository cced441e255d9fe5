"""The command line: serve, migrate, score a form offline, look at the rules."""

import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvicorn
from rich.console import Console

from app.api.problem_types import Problem
from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.main import create_app
from app.rules.catalogue import Catalogue, check_paths, load_catalogue
from app.rules.describe import describe
from app.rules.errors import RulePackError
from app.services.form import Form
from app.services.score import Scorer
from app.settings import Settings
from app.terminal.sheet_table import print_sheet
from app.storage import migrate as migrations
from app.storage.errors import StorageError

app = typer.Typer(no_args_is_help=True, add_completion=False, help="预算绩效评价评分服务 / budget performance scoring")
rules = typer.Typer(no_args_is_help=True, help="规则包 / rule packs")
app.add_typer(rules, name="rules")

_REFUSED = 2


def main() -> None:
    """The entry point of `jixiao`."""
    app()


@app.command()
def serve() -> None:
    """启动服务（HOST、PORT、DATABASE_URL）/ serve over HTTP."""
    settings = Settings()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        server_header=False,
    )


@app.command()
def migrate(
    down_to: Annotated[
        str | None, typer.Option(help="退回到某一版本，base 为清空 / go back to a revision; base empties")
    ] = None,
) -> None:
    """建立或升级数据库结构 / create or upgrade the database."""
    url = Settings().database_url
    try:
        if down_to is None:
            migrations.upgrade(url)
        else:
            migrations.downgrade(url, down_to)
    except StorageError as error:
        _fail(str(error))


@app.command()
def score(
    files: Annotated[list[Path], typer.Argument(help="JSON 表单，与接口相同 / forms in JSON, as the API takes them")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """离线评分，不保存 / score forms offline; nothing is stored."""
    scorer = Scorer(_catalogue_or_fail())
    for file in files:
        try:
            text = scorer.preview(_read(file))
        except RulePackError as error:
            _fail(f"{file}: {error}")
        if as_json:
            sys.stdout.write(f"{text}\n")
        else:
            print_sheet(json.loads(text), Console())


@rules.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="规则包文件或目录 / pack files or folders")],
) -> None:
    """检查规则包，一次列出全部错误 / check packs; every mistake at once, with file, line and column."""
    problems = check_paths(*paths)
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        raise typer.Exit(_REFUSED)
    typer.echo("规则包无误 / no mistakes")


@rules.command()
def show(
    pack: Annotated[str | None, typer.Argument(help="编号或编号@版本；省略则列出全部 / id or id@version")] = None,
) -> None:
    """显示规则包，不给编号时列出目录 / show a pack, or list them all."""
    catalogue = _catalogue_or_fail()
    if pack is None:
        for pack_id in catalogue.ids():
            for version in catalogue.versions(pack_id):
                typer.echo(f"{version.id}@{version.version}  {version.status.value:<10}  {version.title.zh}")
        return
    pack_id, _, version_name = pack.partition("@")
    try:
        typer.echo(describe(catalogue.get(pack_id, version_name or None, drafts=True)))
    except RulePackError as error:
        _fail(str(error))


def _catalogue_or_fail() -> Catalogue:
    folder = Settings().rule_packs_dir
    try:
        return load_catalogue(*([folder] if folder else []))
    except RulePackError as error:
        _fail(str(error))


def _read(file: Path) -> Form:
    """The form in a file, refused for the same reasons as over HTTP."""
    try:
        return form_of(read_form(file.read_bytes()))
    except OSError as error:
        _fail(f"{file}: {error.strerror}")
    except Problem as problem:
        errors = [f"{file}#{each.pointer}: {each.message.zh} / {each.message.en}" for each in problem.errors]
        _fail("\n".join(errors) or f"{file}: {problem.explanation.zh} / {problem.explanation.en}")


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(_REFUSED)
