"""`jixiao bulk`: a file of forms, one a line, scored on every core; nothing is stored."""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, BinaryIO, NamedTuple

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from app.settings import Settings
from app.terminal.bulk_files import CannotContinue, ResultFiles
from app.terminal.bulk_lines import (
    Asked,
    Done,
    LineScorer,
    Parcel,
    Stretch,
    begin_worker,
    score_in_worker,
    share_with_workers,
)
from app.terminal.configured import settings_or_refused
from app.terminal.rules import REFUSED, catalogue_or_refused, refuse

# So many bytes go to a worker at once, and so many such parcels wait for each: a few megabytes, whatever the file.
_AT_ONCE, _AHEAD = 1_000_000, 3
# A line may end with both.
_LINE_END = len(b"\r\n")
Score = Callable[[Iterator[Parcel]], Iterator[Done]]


class Results(NamedTuple):
    """The files that a run writes."""

    out: Path
    rejected: Path


class Forms(NamedTuple):
    """Where forms come from: `parcels(number)` are those from this number on, `place()` how far of `size()` one is."""

    size: Callable[[], int]
    place: Callable[[], int]
    parcels: Callable[[int], Iterator[Parcel]]


def asked_for(settings: Settings, out: Path, *, explain: bool) -> Asked:
    """How to score for a file of results. Ends the command where the file has no room for what is wanted."""
    table = out.suffix.lower() == ".csv"
    if table and explain:
        refuse("--explain: 表格装不下评分表，请用 .ndjson / a table has no room for sheets; write .ndjson")
    folders = (settings.rule_packs_dir,) if settings.rule_packs_dir else ()
    return Asked(folders, explain, "csv" if table else "json", settings.max_body_bytes)


def results_beside(out: Path, rejected: Path | None) -> Results:
    return Results(out, rejected or out.with_name(f"{out.name}.rejected.ndjson"))


def bulk(
    forms: Annotated[Path, typer.Argument(help="每行一张 JSON 表单（NDJSON）/ forms, one line of JSON each")],
    out: Annotated[
        Path, typer.Option(help="结果文件：.csv 为表格，其余为 NDJSON；已有的结果接着写 / results, continued if there")
    ],
    rejected: Annotated[
        Path | None, typer.Option(help="坏行及原因，默认 OUT.rejected.ndjson / bad lines with the reason")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="完整评分表，含每一分的说明 / whole sheets with every explanation")
    ] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="进程数，默认每核一个 / processes; one per core")] = None,
) -> None:
    """成批评分，不保存；中断后再运行即续评 / score a file of forms; run again to continue after a cut."""
    settings = settings_or_refused()
    asked = asked_for(settings, out, explain=explain)
    scorer = LineScorer(asked, catalogue_or_refused())
    try:
        with forms.open("rb") as opened:
            read = Forms(
                lambda: os.fstat(opened.fileno()).st_size,
                opened.tell,
                lambda first: stretches(opened, asked.longest, first),
            )
            score_all(read, results_beside(out, rejected), asked, scorer, workers)
    except OSError as error:
        refuse(f"{error.filename or forms}: {error.strerror}")


def score_all(forms: Forms, results: Results, asked: Asked, scorer: LineScorer, workers: int | None) -> None:
    """Scores what is not scored yet, and says how much that was. Ends the command where anything was bad."""
    try:
        with results.out.open("a+b") as out, results.rejected.open("a+b") as bad_lines:
            files = ResultFiles(out, bad_lines, asked.form, asked.numbered)
            scored, bad = _run(forms, files, asked, scorer, workers or len(os.sched_getaffinity(0)))
    except CannotContinue as error:
        refuse(str(error))
    except OSError as error:
        # A write that fails does not say where.
        refuse(f"{error.filename or results.out}: {error.strerror}")
    typer.echo(f"已评 {scored} 张，坏行 {bad} 行 / {scored} scored, {bad} bad lines", err=True)
    if bad:
        typer.echo(f"坏行见 / bad lines: {results.rejected}", err=True)
        raise typer.Exit(REFUSED)


def _run(forms: Forms, files: ResultFiles, asked: Asked, scorer: LineScorer, workers: int) -> tuple[int, int]:
    """How many lines were scored and how many were bad, in this run."""
    scored = bad = 0
    with _scoring(asked, scorer, workers) as score:
        parcels = forms.parcels(max(files.last_line, 1))
        begun = _from_last(parcels, files, scorer)
        with _progress(forms.size(), forms.place()) as advance:
            for done in chain(begun, score(parcels)):
                files.write(done)
                scored, bad = scored + len(done.scored), bad + len(done.rejected)
                advance(forms.place())
    return scored, bad


def stretches(opened: BinaryIO, longest: int, first: int) -> Iterator[Stretch]:
    """The lines of a file from this number on; one longer than `longest` bytes is not read whole."""
    _skip(opened, first - 1, longest)
    number, rest = first, b""
    while block := opened.read(_AT_ONCE):
        text = rest + block
        end = text.rfind(b"\n") + 1
        if end:
            yield Stretch(number, text[:end])
            number += text.count(b"\n", 0, end)
        rest = text[end:]
        if len(rest) > longest + _LINE_END:
            yield Stretch(number, rest[: longest + _LINE_END])
            _skip(opened, 1, longest)
            number, rest = number + 1, b""
    if rest:
        yield Stretch(number, rest)


def _skip(opened: BinaryIO, lines: int, longest: int) -> None:
    for _ in range(lines):
        while (piece := opened.readline(longest)) and not piece.endswith(b"\n"):
            pass


def _from_last(parcels: Iterator[Parcel], files: ResultFiles, scorer: LineScorer) -> Iterator[Done]:
    """What comes behind the last result in its parcel, once that result is made sure to be one of the same form and
    rules; nothing where there are no results yet."""
    if not files.last_line:
        return iter(())
    parcel = next(parcels, None)
    done = Done([], []) if parcel is None else scorer.score(parcel)
    if done.scored[:1] != [files.last]:
        raise CannotContinue(
            f"第 {files.last_line} 行的结果不是由这些表单、规则和选项得出的，未续写"
            f" / the result of line {files.last_line} is not what these forms, rules and options give"
        )
    return iter((Done(done.scored[1:], done.rejected),))


@contextmanager
def _scoring(asked: Asked, scorer: LineScorer, workers: int) -> Iterator[Score]:
    """How parcels are scored: here, or by other processes.

    On Linux these begin as copies of this one, which has read its rules: they begin at once, and before this one has
    a thread or a connection that must not be copied.
    """
    if workers == 1:
        yield lambda parcels: map(scorer.score, parcels)
        return
    share_with_workers(scorer)
    start = "fork" if sys.platform == "linux" else "spawn"
    with ProcessPoolExecutor(workers, get_context(start), begin_worker, (asked,)) as pool:
        pool.submit(score_in_worker, []).result()
        yield lambda parcels: _in_order(parcels, pool, workers)


def _in_order(parcels: Iterator[Parcel], pool: ProcessPoolExecutor, workers: int) -> Iterator[Done]:
    """In the order of the lines."""
    waiting: deque[Future[Done]] = deque()
    for parcel in parcels:
        waiting.append(pool.submit(score_in_worker, parcel))
        if len(waiting) > workers * _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


@contextmanager
def _progress(size: int, begun: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr, for a person."""
    columns = (BarColumn(None), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=size, completed=begun)
        yield lambda position: progress.update(task, completed=position)
