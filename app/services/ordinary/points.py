"""The points of a line: its weight and the score declared for it, as the form prints them."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.domain.rounding import decimals_of, rounds_to, share_of
from app.domain.text import plain
from app.services.ordinary import figures
from app.services.ordinary.admission import Admission
from app.services.ordinary.figures import millionths
from app.services.ordinary.json_text import figure, quoted
from app.services.ordinary.learned import Learned, Unordinary


class Points(NamedTuple):
    """`full` is the score of a line whose target is met; `declared` is None where nothing is declared.

    `difference` is declared minus full as the sheet prints it, `agrees` whether the two are the same score at
    the decimals declared.
    """

    weight: int
    declared: int | None
    weight_text: bytes
    declared_text: bytes
    declared_json: bytes
    full: int
    full_text: bytes
    difference: bytes
    agrees: bool
    grain: int
    exact_weight: Decimal
    exact_declared: Decimal | None

    def rounds_to_declared(self, score: int) -> bool:
        """Whether a score is the declared one at its decimals."""
        return score == self.declared or figures.rounded(score, 1, self.grain) == self.declared


def points_of(admission: Admission, places: int) -> Learned[tuple[str, str | None], Points]:
    """Reads weight and declared score of a pack that keeps so many decimals.

    Raises Unordinary where no score can follow, or more is declared than there is.
    """

    def read(printed: tuple[str, str | None]) -> Points:
        sent_weight, sent_declared = printed
        weight = admission.weight(sent_weight) if type(sent_weight) is str else None
        declared = admission.number(sent_declared) if type(sent_declared) is str else None
        if not weight or (declared is None) != (sent_declared is None):
            raise Unordinary(printed)
        if declared is not None and not 0 <= declared <= weight:
            raise Unordinary(printed)
        full = share_of(weight, Fraction(1), places)
        if full != weight:
            raise Unordinary(printed)
        return Points(
            weight=millionths(weight),
            declared=None if declared is None else millionths(declared),
            weight_text=plain(weight).encode(),
            declared_text=b"" if declared is None else plain(declared).encode(),
            declared_json=quoted(None if declared is None else plain(declared)),
            full=millionths(full),
            full_text=plain(full).encode(),
            difference=b"null" if declared is None else difference(millionths(declared), millionths(full)),
            agrees=declared is None or rounds_to(Fraction(full), declared),
            grain=10 ** (6 - decimals_of(declared or Decimal(0))),
            exact_weight=weight,
            exact_declared=declared,
        )

    return Learned(read, 8_192)


def difference(declared: int, score: int) -> bytes:
    """Declared minus computed, as JSON."""
    return figure(figures.plain[declared - score])
