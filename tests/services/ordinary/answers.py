"""The same form scored both ways."""

from app.api.v1.admission import ContractAdmission
from app.api.v1.body_scorer import BodyScorer
from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.services.evaluate import scored_form
from app.services.form import Form, ScoredForm, series_key
from app.services.score import Scored, Scorer
from tests.serving import shipped_packs

ADMISSION = ContractAdmission()
SCORER = Scorer(shipped_packs(), "0.0.1")
BODIES = BodyScorer(SCORER, drafts=True)


def equal_both_ways(body: bytes) -> bool:
    """Whether the form is ordinary; it then has the domain's sheet to the byte, and its record says the same."""
    scored = BODIES.score_ordinary(body)
    if scored is None:
        assert BODIES.form_to_record(body) is None
        return False
    form = form_of(read_form(body))
    expected = SCORER.score(form.submission, drafts=True)
    assert scored.form.sheet.decode() == expected.sheet
    totals = expected.evaluation.totals
    assert totals.score is not None
    assert (scored.form.score, scored.form.grade) == (int(totals.score.scaleb(6)), totals.grade)
    assert scored.form.finding_codes == {finding.code for finding in expected.evaluation.findings}
    _check_record(body, form, expected)
    return True


def _check_record(body: bytes, form: Form, expected: Scored) -> None:
    found = BODIES.form_to_record(body)
    assert found is not None
    wanted = scored_form(form, expected)
    assert _told(found) == _told(wanted)
    for name in ("kind", "fiscal_year", "region_code", "project", "department", "unit"):
        assert getattr(found.head, name) == getattr(wanted.head, name)
    assert series_key(found.head) == series_key(form.submission)


def _told(scored: ScoredForm) -> tuple[object, ...]:
    facts = (scored.canonical, scored.pack.digest, scored.sheet, scored.status, scored.grade, scored.finding_codes)
    return (*facts, scored.score, scored.weight, scored.declared_total)
