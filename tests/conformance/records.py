"""The fourteen records of the source documents, scored as a caller's forms are: from the JSON of the examples."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.domain.evaluation import Evaluation
from app.services.score import Scorer
from tests.forms import example_bytes
from tests.serving import shipped_packs


@dataclass(frozen=True, slots=True)
class Record:
    """A form with the total it declares and the one the rules give; None where there is no total to give."""

    name: str
    declared: str | None = None
    total: str | None = None


RECORDS = (
    Record("saybagh-2023", declared="100"),
    Record("bohu-2022", declared="96", total="96"),
    Record("beijing-system-maintenance-2024", declared="96", total="96"),
    Record("beijing-training-2024", declared="95", total="98.48"),
    Record("beijing-training-second-batch-2024", declared="99", total="100"),
    Record("beijing-elderly-home-care-2024", declared="98", total="100"),
    Record("beijing-party-activities-2024", declared="97", total="98"),
    Record("shaanxi-wage-subsidy-2018"),
    Record("shaanxi-township-hospitals-2018"),
    Record("shaanxi-loan-interest-2018"),
    Record("shaanxi-drug-price-2018"),
    Record("shaanxi-discipline-building-2018"),
    Record("shaanxi-chinese-medicine-2018"),
    Record("shaanxi-department-2018", declared="93", total="95"),
)


@cache
def evaluated(name: str) -> Evaluation:
    """The evaluation of a record by the packs of the product."""
    form = form_of(read_form(example_bytes(name)))
    return Scorer(shipped_packs()).score(form.submission, drafts=False).evaluation


def findings_of(name: str) -> list[str]:
    """What the record was told, one line a finding: severity, code and place."""
    return [f"{each.severity.value} {each.code} {each.pointer}" for each in evaluated(name).findings]


def number(printed: str | None) -> Decimal | None:
    return None if printed is None else Decimal(printed)
