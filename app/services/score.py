"""Scores a form under the pack it names or the one that applies; nothing is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from app import __version__
from app.domain.evaluation import Evaluation
from app.domain.rule_pack import FormKind
from app.domain.scoring import evaluate
from app.domain.submission import PackReference, Submission
from app.rules.catalogue import Catalogue
from app.services.answer import preview_text
from app.services.form import Form
from app.services.sheet import PackUsed, write_sheet


@dataclass(frozen=True, slots=True)
class Scored:
    """An evaluation, the pack it was made by, and its sheet as JSON text."""

    evaluation: Evaluation
    used: PackUsed
    sheet: str


class Scorer:
    """The engine with its rules; `engine_version` goes into every sheet."""

    def __init__(
        self,
        catalogue: Catalogue,
        engine_version: str = __version__,
        *,
        observe: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        """`observe` is told how many seconds each form took."""
        self._catalogue = catalogue
        self._observe = observe
        self.engine_version = engine_version

    def preview(self, form: Form) -> str:
        """The answer body of a form without a record; drafts may be tried here."""
        scored = self.score(form.submission, drafts=True)
        return preview_text(scored.evaluation.status.value, scored.sheet)

    def score(self, submission: Submission, *, drafts: bool) -> Scored:
        """Raises NoRulePack, RulePackNotFound and, unless `drafts`, RulePackDraft."""
        kind, region, year = submission.kind, submission.region_code, submission.fiscal_year
        return self.score_by(submission, self.choose(kind, region, year, submission.rule_pack, drafts=drafts))

    def score_by(self, submission: Submission, used: PackUsed) -> Scored:
        """The evaluation under a pack already chosen."""
        began = perf_counter()
        evaluation = evaluate(submission, used.pack)
        sheet = write_sheet(submission, used, evaluation, self.engine_version)
        self._observe(perf_counter() - began)
        return Scored(evaluation, used, sheet)

    def choose(
        self, kind: FormKind, region_code: str | None, fiscal_year: int, named: PackReference | None, *, drafts: bool
    ) -> PackUsed:
        """The pack named, else the one that applies; raises what `score` raises."""
        if named is None:
            pack = self._catalogue.resolve(kind, region_code or "", fiscal_year).pack
            return PackUsed(pack, "national" if pack.scope.region is None else "region")
        pack = self._catalogue.get(named.id, named.version, drafts=drafts)
        return PackUsed(pack, "named" if named.version is None else "named_version")
