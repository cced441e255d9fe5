"""From the bytes of a request to the bytes of an answer, with as little in between as the form allows."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from time import perf_counter
from typing import Any, NamedTuple, TypeVar

from app.api.json_syntax import has_members, plain_document
from app.api.v1.admission import ContractAdmission
from app.api.v1.form_file import read_form
from app.api.v1.mapping import submission_of
from app.domain.evaluation import Status
from app.domain.rule_pack import FormKind
from app.domain.submission import PackReference
from app.rules.errors import RulePackError
from app.services.answer import preview_text
from app.services.form import Head, ScoredForm
from app.services.ordinary.core import Core, LinesScored, core_of
from app.services.ordinary.figures import number_of, trimmed_number_of
from app.services.ordinary.forms import Ordinary, OrdinaryForms
from app.services.ordinary.learned import Unordinary
from app.services.ordinary.whole import named
from app.services.score import Scorer
from app.services.sheet import PackUsed
from app.storage.ledger import canonical

_Scored = TypeVar("_Scored")


@dataclass(frozen=True, slots=True)
class ScoredBody:
    """A form scored from its bytes, its sheet in UTF-8."""

    status: Status
    sheet: bytes
    used: PackUsed
    ordinary: bool

    def preview(self) -> bytes:
        """The answer body of a form without a record."""
        return b"".join((_HEADS[self.status], memoryview(self.sheet)[1:]))


class Brief(NamedTuple):
    """A scored form without explanations: the members of its sheet up to the totals, and what was found."""

    head: bytes
    finding_codes: tuple[str, ...]


class BodyScorer:
    """Scores ordinary forms by templates and all others by the domain: the same answer, to the byte.

    Of the ordinary ones most are scored by the native core, where it was built.
    """

    def __init__(
        self,
        scorer: Scorer,
        *,
        drafts: bool,
        observe: Callable[[float], None] = lambda _seconds: None,
        native: bool = True,
    ) -> None:
        """`drafts` may be tried for a preview, never for a record; `observe` is told the seconds of ordinary forms.

        Without `native` the core stays out of it.
        """
        self._scorer = scorer
        self._observe = observe
        self._drafts = drafts
        self._ordinary = OrdinaryForms(self.choose, ContractAdmission(), scorer.engine_version)
        self._core = core_of(self._ordinary) if native else None

    def score(self, body: bytes) -> ScoredBody:
        """Raises MalformedJson, InvalidRequest with every error of the form, and what the scorer raises."""
        native = self._by_core(Core.score, body)
        if native is not None:
            return ScoredBody(Status.SCORED, native.sheet, native.used, ordinary=True)
        ordinary = self._by_templates(body)
        if ordinary is not None:
            _, scored = ordinary
            return ScoredBody(Status.SCORED, scored.form.sheet, scored.used, ordinary=True)
        by_domain = self._scorer.score(submission_of(read_form(body)), drafts=self._drafts)
        return ScoredBody(by_domain.evaluation.status, by_domain.sheet.encode(), by_domain.used, ordinary=False)

    def brief(self, body: bytes) -> Brief | None:
        """An ordinary form without its explanations; None where it takes the domain."""
        native = self._by_core(Core.brief, body)
        if native is not None:
            return Brief(native.sheet[1:], native.finding_codes)
        ordinary = self._by_templates(body)
        if ordinary is None:
            return None
        form = ordinary[1].form
        return Brief(form.head, tuple(sorted(form.finding_codes)))

    def brief_lines(self, text: bytes, start: int, number: int, longest: int, opening: bytes) -> LinesScored:
        """The forms of a text, one a line, without explanations, up to the first one that takes longer.

        A result is an object that begins with `opening` and the number of its line; the first has this `number`.
        """
        if self._core is None:
            return LinesScored(b"", start, 0)
        return self._core.score_lines(text, start, number, longest, opening)

    def form_to_record(self, body: bytes) -> ScoredForm | None:
        """An ordinary form with all that a record says of it; None where it takes the domain."""
        native = self._by_core(Core.form_to_record, body)
        if native is not None:
            return native
        ordinary = self._by_templates(body)
        return None if ordinary is None else _to_record(*ordinary)

    def _by_core(self, score: Callable[[Core, bytes], _Scored | None], body: bytes) -> _Scored | None:
        if self._core is None:
            return None
        began = perf_counter()
        scored = score(self._core, body)
        if scored is not None:
            self._observe(perf_counter() - began)
        return scored

    def _by_templates(self, body: bytes) -> tuple[Any, Ordinary] | None:
        began = perf_counter()
        document = plain_document(body)
        scored = None if document is None else self._ordinary.score(document)
        if scored is None or not has_members(body, scored.members):
            return None
        self._observe(perf_counter() - began)
        return document, scored

    def choose(
        self, kind: FormKind, region_code: str | None, fiscal_year: int, named: PackReference | None
    ) -> PackUsed:
        """The pack of a form. Raises Unordinary where there is none."""
        try:
            return self._scorer.choose(kind, region_code, fiscal_year, named, drafts=self._drafts)
        except RulePackError as error:
            # What else is wrong with the form is said first, by the domain's way.
            raise Unordinary from error


def _to_record(document: Any, scored: Ordinary) -> ScoredForm:
    """An ordinary form holds nothing that the contract would read as something else, so what was sent is canonical."""
    header, form, pack = scored.header, scored.form, scored.used.pack
    total = (document.get("declared") or {}).get("total")
    return ScoredForm(
        head=Head(
            header.kind,
            header.fiscal_year,
            header.region_code,
            named(document.get("project")),
            named(document.get("department")),
            named(document.get("unit")),
        ),
        canonical=canonical(_present(document)).encode(),
        pack=pack,
        sheet=form.sheet,
        status=Status.SCORED.value,
        score=number_of(form.score),
        weight=trimmed_number_of(form.weight),
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
