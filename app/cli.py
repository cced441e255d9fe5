"""The command line: serve, migrate, score a form offline, look at the rules."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from app.api.problem_types import Problem
from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.main import create_app
from app.rules.errors import RulePackError
from app.services.form import Form
from app.services.score import Scorer
from app.settings import Settings
from app.storage import migrate as migrations
from app.storage.errors import StorageError
from app.terminal.rules import catalogue_or_refused, refuse, rules
from app.terminal.sheet_table import print_sheet

app = typer.Typer(no_args_is_help=True, add_completion=False, help="预算绩效评价评分服务 / budget performance scoring")
app.add_typer(rules, name="rules")


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
        refuse(str(error))


@app.command()
def score(
    files: Annotated[list[Path], typer.Argument(help="JSON 表单，与接口相同 / forms in JSON, as the API takes them")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """离线评分，不保存 / score forms offline; nothing is stored."""
    scorer = Scorer(catalogue_or_refused())
    for file in files:
        try:
            text = scorer.preview(_read(file))
        except RulePackError as error:
            refuse(f"{file}: {error}")
        if as_json:
            sys.stdout.write(f"{text}\n")
        else:
            print_sheet(json.loads(text), Console())


def _read(file: Path) -> Form:
    """The form in a file, refused for the same reasons as over HTTP."""
    try:
        return form_of(read_form(file.read_bytes()))
    except OSError as error:
        refuse(f"{file}: {error.strerror}")
    except Problem as problem:
        errors = [f"{file}#{each.pointer}: {each.message.zh} / {each.message.en}" for each in problem.errors]
        refuse("\n".join(errors) or f"{file}: {problem.explanation.zh} / {problem.explanation.en}")
