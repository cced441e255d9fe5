"""PROJECT_CODE_YEAR_MISMATCH: the code is younger than the form."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.codes.project_code import printed_code, project_code
from app.domain.findings.review import Review, evidence, info


def project_code_year_mismatch(review: Review) -> Iterator[Finding]:
    """An older code is a project carried on, which is usual."""
    code, year = project_code(review), review.submission.fiscal_year
    if code is None or code.year <= year:
        return
    yield info(
        "PROJECT_CODE_YEAR_MISMATCH",
        "/project/code",
        f"项目编码的年份是 {code.year} 年，晚于本表的 {year} 年度，请核对",
        f"the project code is of {code.year}, later than the form's year {year}",
        evidence(code=printed_code(review), code_year=str(code.year), form_year=str(year)),
    )
