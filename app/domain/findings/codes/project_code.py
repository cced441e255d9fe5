"""The 21 characters of a project code: region 6, year 2, category 1, serial 12."""

import re
from typing import NamedTuple

from app.domain.findings.review import Review, is_reason

_CODE = re.compile(r"(?P<region>[0-9]{6})(?P<year>[0-9]{2})[A-Z][0-9]{12}")
_CENTURY = 2000


class ProjectCode(NamedTuple):
    """`year` in full: the 24 of 11010624T… is 2024."""

    region: str
    year: int


def printed_code(review: Review) -> str | None:
    """The code without spaces; None for a blank or a dash."""
    code = "".join((review.submission.project.code or "").split())
    return code if is_reason(code) else None


def project_code(review: Review) -> ProjectCode | None:
    """The parts of a well-formed code."""
    match = _CODE.fullmatch(printed_code(review) or "")
    return ProjectCode(match["region"], _CENTURY + int(match["year"])) if match else None
