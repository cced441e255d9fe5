"""A pack put to the test: its cases, and the change-one-number test that says whether they are enough."""

from dataclasses import dataclass
from pathlib import Path

from app.domain.rule_pack import RulePack
from app.rules.cases import CASE_FILE, check_cases, read_cases
from app.rules.catalogue import compile_files
from app.rules.errors import InvalidRulePack, Problem
from app.rules.loader import read_file
from app.rules.mutate import Mutation, mutate_numbers


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a pack's cases; `mutations` is None where the numbers were left alone."""

    pack: RulePack
    cases: int
    problems: tuple[Problem, ...]
    mutations: tuple[Mutation, ...] | None = None

    @property
    def unnoticed(self) -> tuple[Mutation, ...]:
        """The changed numbers that neither the compiler nor a case objected to."""
        return tuple(each for each in self.mutations or () if each.caught_by is None)

    @property
    def passed(self) -> bool:
        return not self.problems and not self.unnoticed


def try_pack(file: Path, *, mutate: bool = False) -> Trial:
    """Runs the cases beside a pack file and, with `mutate`, once more for every number changed by one unit.

    Raises:
        InvalidRulePack: the pack or its case file breaks the format.
    """
    (compiled,) = compile_files([file])
    _, cases = read_cases(file.with_name(CASE_FILE))
    mutations = tuple(mutate_numbers(read_file(file), cases.cases)) if mutate else None
    problems = check_cases(compiled.pack, file.with_name(CASE_FILE))
    return Trial(compiled.pack, len(cases.cases), tuple(problems), mutations)


def check_case_files(*packs: Path) -> list[Problem]:
    """Every problem of shape of the case files beside some pack files; a pack may still be without one."""
    problems: list[Problem] = []
    for pack in packs:
        file = pack.with_name(CASE_FILE)
        if file.exists():
            try:
                read_cases(file)
            except InvalidRulePack as error:
                problems.extend(error.problems)
    return problems
