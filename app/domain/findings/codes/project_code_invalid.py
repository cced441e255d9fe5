"""PROJECT_CODE_INVALID: not 21 characters of region 6 + year 2 + category 1 + serial 12."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.codes.project_code import printed_code, project_code
from app.domain.findings.review import Review, evidence, warning


def project_code_invalid(review: Review) -> Iterator[Finding]:
    code = printed_code(review)
    if code is None or project_code(review) is not None:
        return
    yield warning(
        "PROJECT_CODE_INVALID",
        "/project/code",
        f"项目编码“{code}”有 {len(code)} 位，应为 21 位：行政区划 6 位、年份 2 位、类别 1 位大写字母、顺序号 12 位",
        f"project code “{code}” has {len(code)} characters; it should be 21: region 6 digits, year 2, category 1 "
        "capital letter, serial 12",
        evidence(code=code, length=str(len(code))),
    )
