"""Scores a form under the pack it names or the one that applies; nothing is stored."""

from dataclasses import dataclass

from app import __version__
from app.domain.evaluation import Evaluation
from app.domain.scoring import evaluate
from app.domain.submission import Submission
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

    def __init__(self, catalogue: Catalogue, engine_version: str = __version__) -> None:
        self._catalogue = catalogue
        self.engine_version = engine_version

    def preview(self, form: Form) -> str:
        """The answer body of a form without a record; drafts may be tried here."""
        scored = self.score(form.submission, drafts=True)
        return preview_text(scored.evaluation.status.value, scored.sheet)

    def score(self, submission: Submission, *, drafts: bool) -> Scored:
        """Raises NoRulePack, RulePackNotFound and, unless `drafts`, RulePackDraft."""
        return self.score_by(submission, self._pack_for(submission, drafts=drafts))

    def score_by(self, submission: Submission, used: PackUsed) -> Scored:
        """The evaluation under a pack already chosen."""
        evaluation = evaluate(submission, used.pack)
        return Scored(evaluation, used, write_sheet(submission, used, evaluation, self.engine_version))

    def _pack_for(self, submission: Submission, *, drafts: bool) -> PackUsed:
        named = submission.rule_pack
        if named is None:
            region = submission.region_code or ""
            pack = self._catalogue.resolve(submission.kind, region, submission.fiscal_year).pack
            return PackUsed(pack, "national" if pack.scope.region is None else "region")
        pack = self._catalogue.get(named.id, named.version, drafts=drafts)
        return PackUsed(pack, "named" if named.version is None else "named_version")
