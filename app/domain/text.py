"""The same sentence in Chinese and in English, built from the same values."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.rounding import half_up, round_half_up

RATIO_DIGITS = 34
_PUNCTUATION = re.compile(r"[\s，,。.；;、“”\"']+")


@dataclass(frozen=True, slots=True)
class Text:
    """One statement in both languages of the service; neither side may be empty."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError("a text needs both its Chinese and its English side")


def without_punctuation(words: str) -> str:
    """Words as they are compared: without spaces, quotes and stops."""
    return _PUNCTUATION.sub("", words)


def plain(number: Decimal) -> str:
    """A decimal as digits, without exponent: `1E+2` is `100`; printed decimals are kept."""
    return format(number, "f")


def percent(ratio: Fraction) -> str:
    """A ratio as a percentage with two decimals, for display only: 1505/1628 is `92.44%`."""
    return f"{plain(half_up(100 * ratio.numerator, ratio.denominator, 2))}%"


def limit(ratio: Fraction) -> str:
    """A ratio that a rule states, as a percentage without idle zeros: 19/20 is `95%`, 1/1000 is `0.1%`."""
    return f"{approximate(ratio * 100)}%"


def digits34(ratio: Fraction) -> str:
    """A ratio to 34 significant digits, the precision of IEEE decimal128; display only.

    A whole part longer than that is kept in full.
    """
    if ratio.denominator == 1:
        return str(ratio.numerator)
    whole = abs(ratio.numerator) // ratio.denominator
    leading = len(str(whole)) if whole else -_leading_zeros(ratio)
    shown = plain(round_half_up(ratio, max(RATIO_DIGITS - leading, 0)))
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def approximate(value: Fraction, places: int = 4) -> str:
    """A value before rounding, as a trace shows it: exact when it ends within `places`, else `13.8667…`."""
    if value.denominator == 1:
        return str(value.numerator)
    shown = plain(round_half_up(value, places))
    ends = 10**places % value.denominator == 0
    return shown.rstrip("0").rstrip(".") if ends else f"{shown}…"


def _leading_zeros(ratio: Fraction) -> int:
    numerator, denominator = abs(ratio.numerator), ratio.denominator
    if numerator == 0:
        return 0
    return len(str(denominator // numerator)) - 1
