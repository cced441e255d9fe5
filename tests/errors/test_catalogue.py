"""docs/errors.md in both languages says of every kind of problem what the service does."""

import json
import re

import pytest

from app.api.problem_kinds import PROBLEM_KINDS
from app.api.wording import Language
from tests.databases import SqliteDatabases
from tests.errors.catalogue import FILES, documents
from tests.errors.examples import CASES

KINDS = {kind.slug: kind for kind in PROBLEM_KINDS}


@pytest.fixture(scope="module")
def written(sqlite_databases: SqliteDatabases) -> dict[Language, str]:
    return documents(sqlite_databases)


@pytest.mark.parametrize("language", FILES)
def test_the_catalogue_is_what_the_code_says(written: dict[Language, str], language: Language) -> None:
    assert FILES[language].read_text(encoding="utf-8") == written[language], "run python -m tests.errors"


@pytest.mark.parametrize("language", FILES)
def test_every_kind_has_an_answer_of_its_own_kind(written: dict[Language, str], language: Language) -> None:
    answers = [json.loads(text) for text in re.findall(r"^```json\n(.*?)^```$", written[language], re.M | re.S)]
    assert [answer["type"] for answer in answers] == [f"/problems/{slug}" for slug in KINDS]
    assert [answer["status"] for answer in answers] == [kind.status for kind in PROBLEM_KINDS]
    assert [answer["title"] for answer in answers] == [kind.title.read_in(language) for kind in PROBLEM_KINDS]


def test_a_case_is_of_a_kind_there_is() -> None:
    assert CASES.keys() <= KINDS.keys()
