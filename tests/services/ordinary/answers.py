"""The same form scored every way: by the domain, by templates in Python, and by the native core."""

from app.api.v1.admission import ContractAdmission
from app.api.v1.body_scorer import BodyScorer
from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.services.evaluate import scored_form
from app.services.form import Form, ScoredForm, series_key
from app.services.ordinary.core import core_of
from app.services.ordinary.forms import OrdinaryForms
from app.services.score import Scored, Scorer
from tests.serving import shipped_packs

ADMISSION = ContractAdmission()
SCORER = Scorer(shipped_packs(), "0.0.1")
BODIES = BodyScorer(SCORER, drafts=True)
TEMPLATES = BodyScorer(SCORER, drafts=True, native=False)
CORE = core_of(OrdinaryForms(TEMPLATES.choose, ADMISSION, SCORER.engine_version))
"""None where there is no Rust to build it with."""


def equal_every_way(body: bytes) -> bool:
    """Whether the form is ordinary; its sheet is then the domain's to the byte, and its record says the same."""
    by_templates, by_either = TEMPLATES.form_to_record(body), BODIES.form_to_record(body)
    if by_templates is None or by_either is None:
        assert by_templates is by_either is None
        assert CORE is None or CORE.score(body) is None
        return False
    form = form_of(read_form(body))
    expected = SCORER.score(form.submission, drafts=True)
    assert BODIES.score(body).sheet.decode() == TEMPLATES.score(body).sheet.decode() == expected.sheet
    assert BODIES.brief(body) == TEMPLATES.brief(body)
    for record in (by_templates, by_either):
        _check_record(record, form, expected)
    return True


def _check_record(record: ScoredForm, form: Form, expected: Scored) -> None:
    assert _told(record) == _told(scored_form(form, expected))
    for name in ("kind", "fiscal_year", "region_code", "project", "department", "unit"):
        assert getattr(record.head, name) == getattr(form.submission, name)
    assert series_key(record.head) == series_key(form.submission)


def _told(scored: ScoredForm) -> tuple[object, ...]:
    facts = (scored.canonical, scored.pack.digest, scored.sheet, scored.status, scored.grade, scored.finding_codes)
    return (*facts, scored.score, scored.weight, scored.declared_total)
