"""What tenants, subjects, regions and departments may be called where they decide who sees what."""

import re

_TENANT = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_REGION = re.compile(r"[0-9]{2,6}")
_LONGEST_TEXT = 200


def tenant_name(text: object) -> str:
    """Lower case, so that no two tenants differ by it alone. Raises ValueError."""
    if isinstance(text, str) and _TENANT.fullmatch(text):
        return text
    raise ValueError("a tenant is 1 to 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit")


def region_prefix(text: object) -> str:
    """A region code or the beginning of one. Raises ValueError."""
    if isinstance(text, str) and _REGION.fullmatch(text):
        return text
    raise ValueError("a region is 2 to 6 digits of a GB/T 2260 code")


def printable_text(text: object) -> str:
    """A subject, a label or a department code. Raises ValueError."""
    if isinstance(text, str) and 0 < len(text) <= _LONGEST_TEXT and text.isprintable() and text == text.strip():
        return text
    raise ValueError(f"1 to {_LONGEST_TEXT} printable characters, no spaces around")
