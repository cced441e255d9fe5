"""Change one number of a pack, any of them: the compiler refuses it, or a case breaks."""

from decimal import Decimal
from pathlib import Path

import pytest

from app.rules.cases import CASE_FILE, read_cases
from app.rules.catalogue import PACKS, find_packs
from app.rules.loader import Document, read_file
from app.rules.mutate import Mutation, mutate_numbers, mutate_words

every_pack = pytest.mark.parametrize("file", find_packs(PACKS), ids=lambda file: "-".join(file.parts[-4:-1]))

# On these scales the word is there for a reader's sake: its pairs with the others are settled by
# another scale, or left open by two that disagree.
SETTLED_ELSEWHERE = {
    ("优、良、中、差", "良、中、差"),
    ("优、良、中、差", "优、良、中"),
    ("好、中、差", "好、中"),
}
# No score rests on these documents alone: they stand behind the form's layout, its usual split, the limits of
# findings, or a grade beside scores that are unverified themselves.
BEHIND_NO_SCORE = {
    "authorities.own_practice.verified",
    "authorities.minimum_clause.verified",
    "authorities.form_2024.verified",
    "authorities.split_clause.verified",
    "authorities.platform_tip.verified",
    "authorities.national_grades.verified",
}
# In these packs they stand beside scores that are unverified themselves, or the form has no scores at all.
BEHIND_NO_SCORE_OF = {
    "national-project-evaluation": {"grades_clause"},
    "saybagh-project-evaluation": {"grades_clause", "report_2023"},
    "shaanxi-project-target-self-evaluation": {"forms_2018", "department_form_2018"},
    "national-project-target-self-evaluation": {"transfer_forms", "quantitative_clause"},
}


def numbers_in(document: Document) -> int:
    """The numbers of a file, counted without the code that changes them."""

    def count(data: object) -> int:
        if isinstance(data, dict | list):
            return sum(count(item) for item in (data.values() if isinstance(data, dict) else data))
        digits = str(data).removesuffix("%").removesuffix("pp").replace(".", "", 1)
        return int(isinstance(data, Decimal) or (isinstance(data, str) and digits.isascii() and digits.isdigit()))

    return count(document.data)


def unnoticed(document: Document, mutations: list[Mutation]) -> list[str]:
    own = BEHIND_NO_SCORE_OF.get(str(document.get("rule_pack")), set())
    return [
        str(mutation)
        for mutation in mutations
        if mutation.caught_by is None
        and (mutation.before, mutation.after) not in SETTLED_ELSEWHERE
        and mutation.place not in BEHIND_NO_SCORE | {f"authorities.{each}.verified" for each in own}
    ]


@every_pack
def test_no_number_of_a_pack_can_change_by_one_unit_unnoticed(file: Path) -> None:
    document, (_, cases) = read_file(file), read_cases(file.with_name(CASE_FILE))

    mutations = mutate_numbers(document, cases.cases)

    assert len(mutations) == 2 * numbers_in(document) > 10
    assert unnoticed(document, mutations) == []


@every_pack
def test_no_word_can_be_dropped_and_no_choice_turned_unnoticed(file: Path) -> None:
    document, (_, cases) = read_file(file), read_cases(file.with_name(CASE_FILE))

    mutations = mutate_words(document, cases.cases)

    assert len(mutations) > 30
    assert unnoticed(document, mutations) == []


@every_pack
def test_without_cases_most_changes_would_pass(file: Path) -> None:
    document = read_file(file)

    assert len(unnoticed(document, mutate_numbers(document, []))) > 10
