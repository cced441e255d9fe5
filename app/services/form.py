"""A form on its way to be scored and recorded, and what its attempts have in common."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from app.domain.rule_pack import FormKind, RulePack
from app.domain.submission import NamedCode, Submission
from app.storage.ledger import canonical, digest

_NOTHING = frozenset({"无", "暂无", "不适用"})
_CODE = "code:"
_PLAIN_CODE = re.compile(rf"{_CODE}[0-9A-Za-z.-]+").fullmatch
_LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class Form:
    """A submission with its canonical JSON text, which is what the audit keeps and what equality means."""

    submission: Submission
    canonical: str


class FormHead(Protocol):
    """What a form says of itself, as far as records keep it apart; a submission is one."""

    @property
    def kind(self) -> FormKind: ...
    @property
    def fiscal_year(self) -> int: ...
    @property
    def region_code(self) -> str | None: ...
    @property
    def project(self) -> NamedCode: ...
    @property
    def department(self) -> NamedCode: ...
    @property
    def unit(self) -> NamedCode: ...


class Head(NamedTuple):
    """The same of a form that was scored without becoming a submission."""

    kind: FormKind
    fiscal_year: int
    region_code: str | None
    project: NamedCode
    department: NamedCode
    unit: NamedCode


class ScoredForm(NamedTuple):
    """A form with its score: all that a record says of both; its canonical text and its sheet in UTF-8."""

    head: FormHead
    canonical: bytes
    pack: RulePack
    sheet: bytes
    status: str
    score: Decimal | None
    weight: Decimal
    declared_total: Decimal | None
    grade: str | None
    finding_codes: tuple[str, ...]


def series_key(head: FormHead) -> str | None:
    """Year, kind, unit and project; None for a form without unit or project, which stands alone.

    In words where both have a plain code, as in `2024/project_self_evaluation/149020/11010624T000002725033`: what a
    unit hands in comes together, and so lies together in every index of these keys. Else a digest.
    """
    unit, project = _identity(head.unit), _identity(head.project)
    if unit is None or project is None:
        return None
    year, kind = head.fiscal_year, head.kind.value
    if _PLAIN_CODE(unit) and _PLAIN_CODE(project):
        in_words = f"{year}/{kind}/{unit.removeprefix(_CODE)}/{project.removeprefix(_CODE)}"
        if len(in_words) <= _LONGEST_KEY:
            return in_words
    return digest(canonical([year, kind, unit, project]))


def series_key_alone(evaluation_id: str) -> str:
    """The series of a form that stands alone, begun by this evaluation."""
    return f"alone:{evaluation_id}"


def differing_identity(one: Submission, other: Submission) -> tuple[str, ...]:
    """What makes them two forms and not two attempts at one: `fiscal_year`, `kind`, `unit`, `project`."""
    alone = series_key(one) is series_key(other) is None
    units = _identity(one.unit), _identity(other.unit)
    projects = _identity(one.project), _identity(other.project)
    differs = {
        "fiscal_year": one.fiscal_year != other.fiscal_year,
        "kind": one.kind != other.kind,
        # A form that stands alone may get a unit or a project that it did not name.
        "unit": units[0] != units[1] and not (alone and None in units),
        "project": projects[0] != projects[1] and not (alone and None in projects),
    }
    return tuple(name for name, different in differs.items() if different)


def _identity(named: NamedCode) -> str | None:
    for what, printed in ((_CODE, named.code), ("name:", named.name)):
        text = (printed or "").strip()
        # `—`, `/` and 无 stand for a missing code: they must not make one project of many.
        if text not in _NOTHING and any(map(str.isalnum, text)):
            return what + text
    return None
