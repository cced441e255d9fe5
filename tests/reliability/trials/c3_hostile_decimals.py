"""C3: another library has set a coarse, wrongly rounding decimal context: no figure may change."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.reliability.figures import Figure, at_least, exactly
from tests.reliability.trial import Stand, Trial
from tests.reliability.trials.c1_two_settings import Setting, scored


@dataclass(frozen=True)
class Amounts:
    forms: int


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    with stand.sqlite.migrated() as one, stand.sqlite.migrated() as other:
        settings = [Setting(one, {}), Setting(other, {}, options=("--hostile-decimals",))]
        first, second = scored(settings, amounts.forms)
    yield at_least("forms", first.forms, amounts.forms)
    yield exactly("digests with and without a context of 2 digits", first == second, True, f"{first} and {second}")


TRIAL = Trial(
    "C3", "a hostile decimal context", measure, short=Amounts(100), bounded=Amounts(2_000), full=Amounts(100_000)
)
