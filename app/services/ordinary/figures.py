"""Figures as integers: every number of a form has at most six decimals, so a millionth is one.

The counterparts of app/domain/text.py and rounding.py, which say what each of these texts is.
"""

from decimal import Decimal
from functools import lru_cache

from app.domain.rounding import trimmed
from app.services.ordinary.learned import Learned

MILLION = 1_000_000
_DECIMALS = 6
_RATIO_DIGITS = 34
_POWERS = [10**places for places in range(60)]


def millionths(number: Decimal) -> int:
    """The number in millionths; one with more decimals does not occur."""
    return int(number.scaleb(_DECIMALS))


def number_of(count: int) -> Decimal:
    """Millionths as a number with six decimals."""
    return Decimal(count).scaleb(-_DECIMALS)


@lru_cache(256)
def trimmed_number_of(count: int) -> Decimal:
    """Millionths as a number without idle zeros."""
    return trimmed(number_of(count))


def _plain(count: int) -> bytes:
    if count < 0:
        return b"-%b" % _plain(-count)
    whole, rest = divmod(count, MILLION)
    return (b"%d.%06d" % (whole, rest)).rstrip(b"0") if rest else b"%d" % whole


plain: Learned[int, bytes] = Learned(_plain, 16_384)
"""Millionths as digits, without idle zeros."""


def ratio(above: int, below: int) -> bytes:
    """A ratio to 34 significant digits."""
    whole, rest = divmod(above, below)
    if not rest:
        return b"%d" % whole
    places = _RATIO_DIGITS - (len(str(whole)) if whole else 1 - len(str(below // above)))
    power = _POWERS[places]
    units = (2 * above * power + below) // (2 * below)
    whole, decimals = divmod(units, power)
    return (b"%d.%0*d" % (whole, places, decimals)).rstrip(b"0").rstrip(b".")


def percent(above: int, below: int) -> bytes:
    """A ratio as a percentage to two decimals, half up, without its sign."""
    return b"%d.%02d" % divmod((20_000 * above + below) // (2 * below), 100)


def rounded(above: int, below: int, grain: int) -> int:
    """A quotient to the nearest multiple of `grain`, half up; neither side negative."""
    return (2 * above + below * grain) // (2 * below * grain) * grain


def shown(above: int, below: int) -> bytes:
    """A quotient as a trace shows it: all of it, or four decimals and an ellipsis."""
    units, rest = divmod(10_000 * above, below)
    if not rest:
        return plain[units * 100]
    whole, decimals = divmod(units + (2 * rest >= below), 10_000)
    return f"{whole}.{decimals:04d}…".encode()
