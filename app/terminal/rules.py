"""`jixiao rules`: write a pack, check it, put it to the test, compare two, show one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.rules.catalogue import PACKS, Catalogue, check_paths, find_packs, load_catalogue
from app.rules.describe import describe
from app.rules.diff import tell_differences
from app.rules.errors import InvalidRulePack, Problem, RulePackError
from app.rules.loader import read_file
from app.rules.naming import file_named, files_named
from app.rules.scaffold import NewPack, write_new_pack
from app.rules.trial import Trial, check_case_files, try_pack
from app.settings import Settings

_FAILED, REFUSED = 1, 2

rules = typer.Typer(no_args_is_help=True, help="规则包 / rule packs")


@rules.command()
def new(
    folder: Annotated[Path, typer.Argument(help="放规则包的目录，其下建版本目录 / where the version's folder goes")],
    pack_id: Annotated[str, typer.Option("--id", help="新规则包的编号，小写英文 / id of the new pack")],
    source: Annotated[
        str, typer.Option("--from", help="抄自：编号、编号@版本或文件 / id, id@version or file to start from")
    ] = "national-project-self-evaluation",
    region: Annotated[
        str | None, typer.Option(help="区划代码 2、4、6 位，或 nationwide / GB/T 2260 prefix, or nationwide")
    ] = None,
    version: Annotated[str, typer.Option(help="版本 / version")] = "1.0.0",
) -> None:
    """起草规则包：规则、算例、来源三个文件，立即可用 / draft a pack that compiles at once."""
    with _refusing():
        origin = file_named(source, *_own_folders())
        made = write_new_pack(origin, folder, NewPack(pack_id, version, region))
    for file in made.files:
        typer.echo(str(file))
    for name in made.left_out:
        typer.echo(f"没有抄来的算例：{name} / case left out")
    typer.echo("下一步：改“待填”各处，然后 jixiao rules check、jixiao rules test / next: fill in what says 待填")


@rules.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="规则包文件或目录 / pack files or folders")],
) -> None:
    """检查规则包，一次列出全部错误 / check packs; every mistake at once, with file, line and column."""
    problems = sorted({*check_paths(*paths), *check_case_files(*find_packs(*paths))})
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        raise typer.Exit(REFUSED)
    typer.echo("规则包无误 / no mistakes")


@rules.command("test")
def run_cases(
    packs: Annotated[
        list[str] | None,
        typer.Argument(help="文件、目录、编号或编号@版本；省略则为全部 / paths or ids; all if left out"),
    ] = None,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="逐个改动数字，看算例能否发现 / change each number; a case must notice")
    ] = False,
) -> None:
    """运行算例 / run the cases; exit code 1 when one fails, or when a changed number goes unnoticed."""
    own = _own_folders()
    with _refusing():
        files = [file for name in packs or map(str, (PACKS, *own)) for file in files_named(name, *own)]
    outcomes = [_try(file, mutate) for file in dict.fromkeys(files)]
    if any(outcomes):
        raise typer.Exit(max(outcomes))


@rules.command()
def diff(
    old: Annotated[str, typer.Argument(help="编号、编号@版本或文件 / id, id@version or file")],
    new: Annotated[str, typer.Argument(help="同上 / the same")],
) -> None:
    """逐条比较两个规则包，★ 为会改变得分的 / compare two packs rule by rule; ★ moves scores."""
    with _refusing():
        before, after = (read_file(file_named(name, *_own_folders())) for name in (old, new))
        typer.echo(tell_differences(before, after))


@rules.command()
def show(
    pack: Annotated[str | None, typer.Argument(help="编号或编号@版本；省略则列出全部 / id or id@version")] = None,
) -> None:
    """显示规则包，不给编号时列出目录 / show a pack, or list them all."""
    catalogue = catalogue_or_refused()
    if pack is None:
        for pack_id in catalogue.ids():
            for version in catalogue.versions(pack_id):
                typer.echo(f"{version.id}@{version.version}  {version.status.value:<10}  {version.title.zh}")
        return
    pack_id, _, version_name = pack.partition("@")
    with _refusing():
        typer.echo(describe(catalogue.get(pack_id, version_name or None, drafts=True)))


def catalogue_or_refused() -> Catalogue:
    """The packs of the product and of RULE_PACKS_DIR."""
    with _refusing():
        return load_catalogue(*_own_folders())


def refuse(message: str) -> NoReturn:
    """Says on stderr why a command cannot go on, and ends it."""
    typer.echo(message, err=True)
    raise typer.Exit(REFUSED)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except RulePackError as error:
        refuse(str(error))


def _own_folders() -> list[Path]:
    folder = Settings().rule_packs_dir
    return [folder] if folder else []


def _try(file: Path, mutate: bool) -> int:
    """Tells what came of a pack and its cases; the exit code."""
    try:
        trial = try_pack(file, mutate=mutate)
    except InvalidRulePack as error:
        typer.echo(str(error))
        return REFUSED
    for line in _told(file, trial):
        typer.echo(line)
    return 0 if trial.passed else _FAILED


def _told(file: Path, trial: Trial) -> Iterator[str]:
    yield from _first_of_each_case(trial.problems)
    for each in trial.unnoticed:
        change = f"{each.place} {each.before} → {each.after}"
        yield f"{file}:{each.line}:1: {change}，没有算例发现 / no case notices"
    failed = len({problem.line for problem in trial.problems})
    outcome = f"{failed} 个不符 / {failed} fail" if failed else "全部符合 / all hold"
    parts = [f"{trial.pack.id}@{trial.pack.version}", f"算例 {trial.cases} 个 / cases: {outcome}"]
    if trial.mutations is not None:
        changed, caught = len(trial.mutations), len(trial.mutations) - len(trial.unnoticed)
        noticed = "全部发现 / all noticed" if caught == changed else f"发现 {caught} / noticed {caught}"
        parts.append(f"改动数字 {changed} 次 / numbers changed: {noticed}")
    yield "  ".join(parts)


def _first_of_each_case(problems: Sequence[Problem]) -> Iterator[str]:
    """One line for each case that fails: the rest mostly has the same cause."""
    for _, group in groupby(sorted(problems), key=lambda problem: (problem.file, problem.line)):
        first, *others = group
        yield f"{first}{f'（另有 {len(others)} 处 / {len(others)} more）' if others else ''}"
