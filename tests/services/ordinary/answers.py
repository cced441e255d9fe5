"""The same form scored both ways."""

from app.api.v1.admission import ContractAdmission
from app.api.v1.body_scorer import BodyScorer
from app.api.v1.form_file import read_form
from app.api.v1.mapping import submission_of
from app.services.score import Scorer
from tests.serving import shipped_packs

ADMISSION = ContractAdmission()
SCORER = Scorer(shipped_packs(), "0.0.1")
BODIES = BodyScorer(SCORER, drafts=True)


def equal_both_ways(body: bytes) -> bool:
    """Whether the form is ordinary; it then has the domain's sheet to the byte."""
    scored = BODIES.score_ordinary(body)
    if scored is None:
        return False
    expected = SCORER.score(submission_of(read_form(body)), drafts=True)
    assert scored.form.sheet.decode() == expected.sheet
    totals = expected.evaluation.totals
    assert totals.score is not None
    assert scored.form.finding_codes == {finding.code for finding in expected.evaluation.findings}
    assert (scored.form.score, scored.form.grade) == (int(totals.score.scaleb(6)), totals.grade)
    return True
