"""From the bytes of a request to the bytes of an answer, with as little in between as the form allows."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from time import perf_counter
from typing import Any

from app.api.json_syntax import has_members, plain_document
from app.api.v1.admission import ContractAdmission
from app.api.v1.form_file import read_form
from app.api.v1.mapping import submission_of
from app.domain.evaluation import Status
from app.domain.rounding import trimmed
from app.domain.rule_pack import FormKind
from app.domain.submission import PackReference
from app.rules.errors import RulePackError
from app.services.answer import preview_text
from app.services.form import Head, ScoredForm
from app.services.ordinary.forms import Ordinary, OrdinaryForms
from app.services.ordinary.learned import Unordinary
from app.services.ordinary.whole import named
from app.services.score import Scorer
from app.services.sheet import PackUsed
from app.storage.ledger import canonical


@dataclass(frozen=True, slots=True)
class ScoredBody:
    """A form scored from its bytes: the sheet in pieces, without the brace that opens it."""

    status: Status
    pieces: list[bytes]
    used: PackUsed
    ordinary: bool

    @property
    def sheet(self) -> bytes:
        """The sheet in UTF-8."""
        return b"".join((b"{", *self.pieces))

    def preview(self) -> bytes:
        """The answer body of a form without a record."""
        return b"".join((_HEADS[self.status], *self.pieces))


class BodyScorer:
    """Scores ordinary forms by templates and all others by the domain: the same answer, to the byte."""

    def __init__(
        self, scorer: Scorer, *, drafts: bool, observe: Callable[[float], None] = lambda _seconds: None
    ) -> None:
        """`drafts` may be tried for a preview, never for a record; `observe` is told the seconds of ordinary forms."""
        self._scorer = scorer
        self._observe = observe
        self._drafts = drafts
        self._ordinary = OrdinaryForms(self._choose, ContractAdmission(), scorer.engine_version)

    def score(self, body: bytes) -> ScoredBody:
        """Raises MalformedJson, InvalidRequest with every error of the form, and what the scorer raises."""
        ordinary = self.score_ordinary(body)
        if ordinary is not None:
            return ScoredBody(Status.SCORED, ordinary.form.pieces, ordinary.used, ordinary=True)
        scored = self._scorer.score(submission_of(read_form(body)), drafts=self._drafts)
        return ScoredBody(scored.evaluation.status, [scored.sheet[1:].encode()], scored.used, ordinary=False)

    def score_ordinary(self, body: bytes) -> Ordinary | None:
        """The form scored by templates; None where it takes the domain."""
        found = self._read_ordinary(body)
        return None if found is None else found[1]

    def form_to_record(self, body: bytes) -> ScoredForm | None:
        """The same with all that a record says of it."""
        found = self._read_ordinary(body)
        return None if found is None else _to_record(*found)

    def _read_ordinary(self, body: bytes) -> tuple[Any, Ordinary] | None:
        began = perf_counter()
        document = plain_document(body)
        scored = None if document is None else self._ordinary.score(document)
        if scored is None or not has_members(body, scored.members):
            return None
        self._observe(perf_counter() - began)
        return document, scored

    def _choose(
        self, kind: FormKind, region_code: str | None, fiscal_year: int, named: PackReference | None
    ) -> PackUsed:
        try:
            return self._scorer.choose(kind, region_code, fiscal_year, named, drafts=self._drafts)
        except RulePackError as error:
            # What else is wrong with the form comes first; the domain's way says all of it.
            raise Unordinary from error


def _to_record(document: Any, scored: Ordinary) -> ScoredForm:
    """An ordinary form holds nothing that the contract would read as something else, so what was sent is canonical."""
    header, form, pack = scored.header, scored.form, scored.used.pack
    total = (document.get("declared") or {}).get("total")
    return ScoredForm(
        head=Head(
            FormKind(header.kind),
            header.fiscal_year,
            header.region_code,
            named(document.get("project")),
            named(document.get("department")),
            named(document.get("unit")),
        ),
        canonical=canonical(_present(document)),
        pack=pack,
        sheet=form.sheet,
        status=Status.SCORED.value,
        score=Decimal(form.score).scaleb(-6),
        weight=trimmed(Decimal(form.weight).scaleb(-6)),
        declared_total=None if total is None else Decimal(total),
        grade=form.grade,
        finding_codes=tuple(sorted(form.finding_codes)),
    )


def _present(value: Any) -> Any:
    """Without what was null."""
    if type(value) is dict:
        return {key: _present(member) for key, member in value.items() if member is not None}
    return [_present(each) for each in value] if type(value) is list else value


_HEADS = {status: preview_text(status.value, "{").encode() for status in Status}
