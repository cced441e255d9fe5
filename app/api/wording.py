"""Everything a caller reads comes in Chinese and in English."""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]

_PREFERENCE = re.compile(r"\s*(zh|en)(?:-[a-z0-9-]{1,35})?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?", re.IGNORECASE)
_LONGEST_HEADER = 1000


class Bilingual(NamedTuple):
    """One message in both languages."""

    zh: str
    en: str

    def read_in(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


def preferred_language(accept_language: str | None) -> Language:
    """The language that an Accept-Language header asks for; Chinese when it names neither or both alike."""
    best: Language = "zh"
    best_quality = Decimal(0)
    for entry in (accept_language or "")[:_LONGEST_HEADER].split(","):
        match = _PREFERENCE.fullmatch(entry)
        quality = Decimal(match[2] or 1) if match else Decimal(0)
        if match and quality > best_quality:
            best, best_quality = ("en" if match[1].lower() == "en" else "zh"), quality
    return best
