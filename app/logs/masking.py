"""Telephone and identity card numbers that strayed into a text."""

import re

MASK = "***"

# Any digits that Unicode knows, full-width ones too; not inside a longer code, of which a project's has 21 characters.
_PERSONAL = re.compile(
    r"""(?<![0-9A-Za-z])
    (?: (?:\+?86[-\s]?)? [1１][3-9３-９]\d [-\s]? \d{4} [-\s]? \d{4}  # a mobile telephone: 11 digits
      | \d{6} [-\s]? \d{8} [-\s]? \d{3} [\dXxＸｘ]   # an identity card: 18 characters
    )(?![0-9A-Za-z])""",
    re.VERBOSE,
)


def masked(text: str) -> str:
    """The text with each such number replaced."""
    return _PERSONAL.sub(MASK, text)


def holds_personal_number(text: str) -> bool:
    return _PERSONAL.search(text) is not None
