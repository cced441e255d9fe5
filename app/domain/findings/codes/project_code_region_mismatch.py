"""PROJECT_CODE_REGION_MISMATCH: the region in the code is not that of the form."""

from collections.abc import Iterator

from app.domain.evaluation import Finding
from app.domain.findings.codes.project_code import printed_code, project_code
from app.domain.findings.review import Review, evidence, info


def project_code_region_mismatch(review: Review) -> Iterator[Finding]:
    """A project of the province or city above, carried out here, is no mismatch."""
    code, region = project_code(review), review.submission.region_code
    if code is None or not region:
        return
    ours, theirs = _significant(region), _significant(code.region)
    if ours.startswith(theirs) or theirs.startswith(ours):
        return
    yield info(
        "PROJECT_CODE_REGION_MISMATCH",
        "/project/code",
        f"项目编码的行政区划是 {code.region}，本表为 {region}，请核对",
        f"the project code is of region {code.region}, the form of {region}",
        evidence(code=printed_code(review), code_region=code.region, form_region=region),
    )


def _significant(region: str) -> str:
    """Without the pairs of zeros that stand for a whole province or city: 110000 is 11."""
    while region.endswith("00"):
        region = region[:-2]
    return region
