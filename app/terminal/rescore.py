"""`jixiao rescore`: recorded forms scored again on every core, say under another pack; nothing is stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.domain.rule_pack import FormKind
from app.domain.submission import PackReference
from app.domain.text import plain
from app.rules.catalogue import Catalogue
from app.rules.errors import RulePackError
from app.services.ordinary.json_text import compact
from app.storage.engine import create_engine
from app.storage.errors import StorageError
from app.storage.records import EvaluationFilters, EvaluationSummary
from app.storage.store import EvaluationStore
from app.terminal.bulk import Forms, asked_for, results_beside, score_all
from app.terminal.bulk_lines import Line, LineScorer
from app.terminal.configured import settings_or_refused
from app.terminal.rules import catalogue_or_refused, refuse

_AT_A_TIME = 200


def rescore(
    out: Annotated[
        Path, typer.Option(help="结果文件：.csv 为表格，其余为 NDJSON；已有的结果接着写 / results, continued if there")
    ],
    pack: Annotated[
        str | None,
        typer.Option("--rule-pack", help="改用的规则包：编号或编号@版本，草案亦可 / score by this pack; drafts too"),
    ] = None,
    tenant: Annotated[str, typer.Option(help="租户 / the tenant")] = "default",
    year: Annotated[int | None, typer.Option(help="年度 / fiscal year")] = None,
    kind: Annotated[FormKind | None, typer.Option(help="表单类型 / kind of form")] = None,
    region: Annotated[str | None, typer.Option(help="区划代码或其前几位 / region code, or its beginning")] = None,
    department: Annotated[str | None, typer.Option(help="主管部门编码 / code of the department")] = None,
    scored_by: Annotated[
        str | None, typer.Option(help="原评分的规则包编号 / id of the pack they were scored by")
    ] = None,
    superseded: Annotated[
        bool, typer.Option("--include-superseded", help="含已被取代的 / attempts that no longer count as well")
    ] = False,
    rejected: Annotated[
        Path | None, typer.Option(help="不能重评的及原因 / what cannot be scored, with the reason")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="完整评分表 / whole sheets")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="进程数，默认每核一个 / processes; one per core")] = None,
) -> None:
    """重评已入库的表单，不改动记录；中断后再运行即续评 / score recorded forms again; the records stay as they are."""
    settings = settings_or_refused()
    filters = EvaluationFilters(
        fiscal_year=year,
        kind=kind.value if kind else None,
        region=region,
        department_code=department,
        rule_pack_id=scored_by,
        include_superseded=superseded,
    )
    catalogue = catalogue_or_refused()
    reference = None if pack is None else _pack_named(pack, catalogue)
    asked = asked_for(settings, out, explain=explain)._replace(numbered="position", pack=reference)
    with _store(settings.database_url) as store:
        recorded = _Recorded(store, tenant, filters)
        forms = Forms(recorded.last, recorded.place, recorded.parcels)
        score_all(forms, results_beside(out, rejected), asked, LineScorer(asked, catalogue), workers)


def _pack_named(named: str, catalogue: Catalogue) -> PackReference:
    pack_id, _, version = named.partition("@")
    try:
        found = catalogue.get(pack_id, version or None, drafts=True)
    except RulePackError as error:
        refuse(f"--rule-pack: {error.message.zh} / {error.message.en}")
    return PackReference(found.id, found.version)


@contextmanager
def _store(database_url: str) -> Iterator[EvaluationStore]:
    engine = create_engine(database_url, statement_seconds=None)
    try:
        store = EvaluationStore(engine)
        store.check_ready()
        # Worker processes begin as copies of this one, and must find no connection.
        engine.dispose()
        yield store
    except StorageError as error:
        refuse(str(error))
    finally:
        engine.dispose()


class _Recorded:
    """The forms in the order of the ledger, up to the one that was recorded last when this began."""

    def __init__(self, store: EvaluationStore, tenant: str, filters: EvaluationFilters) -> None:
        self._store, self._tenant, self._filters = store, tenant, filters
        self._last: int | None = None
        self._place = 0

    def last(self) -> int:
        """The position of what was recorded last when it was first asked for."""
        if self._last is None:
            newest = self._store.list(self._tenant, EvaluationFilters(include_superseded=True), None, 1)
            self._last = newest[0].position if newest else 0
        return self._last

    def place(self) -> int:
        return self._place

    def parcels(self, first: int) -> Iterator[list[Line]]:
        self._place = first - 1
        while page := self._store.following(self._tenant, self._filters, self._place, _AT_A_TIME):
            known = [(summary, submission) for summary, submission in page if summary.position <= self.last()]
            if not known:
                return
            self._place = known[-1][0].position
            yield [Line(summary.position, submission, _told(summary)) for summary, submission in known]


def _told(summary: EvaluationSummary) -> bytes:
    score = None if summary.score is None else plain(summary.score)
    told = {"evaluation": summary.id, "recorded_score": score, "recorded_grade": summary.grade}
    return compact(told)[1:-1].encode() + b","
