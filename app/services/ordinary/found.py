"""Findings of ordinary forms: texts to be filled in, and where each stands among the others."""

from dataclasses import dataclass

from app.services.ordinary import probes
from app.services.ordinary.template import Template, Values, proven

Found = tuple[int, int, int, bytes]
"""A finding to be sorted: gravity, rank of its check, line, text."""


@dataclass(frozen=True, slots=True)
class Check:
    """A finding as a template, and where it stands among others."""

    gravity: int
    rank: int
    template: Template

    @property
    def code(self) -> bytes:
        """The code that the text opens with."""
        return code_of(bytes(self.template.cuts[0]))

    def tell(self, index: int, values: Values) -> Found:
        return self.gravity, self.rank, index, self.template.fill(values)


def proven_check(one: tuple[probes.Told, Values], other: tuple[probes.Told, Values]) -> Check:
    """The check of a finding that was told twice. Raises Unordinary where the second is not the first, filled anew."""
    (told, values), (again, others) = one, other
    return Check(told.gravity, told.rank, proven((told.text, values), (again.text, others)))


def code_of(text: bytes) -> bytes:
    """The code of a finding: every finding opens with it."""
    return text[_CODE_AT : text.index(b'"', _CODE_AT)]


_CODE_AT = len('{"code":"')
