"""What attempts at the same form have in common."""

import pytest

from app.domain.rule_pack import FormKind
from app.domain.submission import NamedCode, Submission
from app.services.form import series_key
from app.storage.tables import evaluation

PROJECT = NamedCode("11010624T000002725033", "岗位培训")
UNIT = NamedCode("149020", "服务管理中心")


def key(
    year: int = 2024,
    kind: FormKind = FormKind.PROJECT_SELF_EVALUATION,
    project: NamedCode = PROJECT,
    unit: NamedCode = UNIT,
) -> str | None:
    return series_key(Submission(kind, year, project=project, unit=unit))


def test_attempts_of_one_project_and_unit_share_a_key_whatever_their_names() -> None:
    renamed = NamedCode(PROJECT.code, "岗位培训补助")
    assert key() == key(project=renamed, unit=NamedCode(" 149020 ", None)) is not None


@pytest.mark.parametrize(
    "other",
    [
        key(year=2023),
        key(kind=FormKind.PROJECT_EVALUATION),
        key(project=NamedCode("11010624T000002725034")),
        key(unit=NamedCode("149021")),
        key(project=NamedCode(None, PROJECT.code)),
        key(project=NamedCode(UNIT.code), unit=NamedCode(PROJECT.code)),
    ],
    ids=["year", "kind", "project", "unit", "a name like the code", "swapped"],
)
def test_another_year_kind_project_or_unit_has_another_key(other: str | None) -> None:
    assert other is not None
    assert other != key()


def test_a_key_of_plain_codes_can_be_read_and_sorts_by_year_kind_and_unit() -> None:
    assert key() == "2024/project_self_evaluation/149020/11010624T000002725033"


@pytest.mark.parametrize(
    ("unit", "project"),
    [
        (NamedCode("149/020"), PROJECT),
        (UNIT, NamedCode("Ａ１")),
        (UNIT, NamedCode("1 2")),
        (UNIT, NamedCode(None, "岗位培训")),
        (UNIT, NamedCode("1" * 45)),
    ],
    ids=["a slash", "full width", "a space", "a name", "too long"],
)
def test_a_key_of_anything_else_is_a_digest(unit: NamedCode, project: NamedCode) -> None:
    assert (key(unit=unit, project=project) or "").startswith("sha256:")


def test_the_longest_key_in_words_is_as_long_as_its_column() -> None:
    assert len(key(project=NamedCode("1" * 44)) or "") == evaluation.c.series_key.type.length == 80


@pytest.mark.parametrize("blank", [None, "", " ", "—", "/", "--", "无", "＊"])
def test_a_code_that_is_a_mere_placeholder_is_none(blank: str | None) -> None:
    assert key(project=NamedCode(blank, "岗位培训")) == key(project=NamedCode(None, "岗位培训")) is not None
    assert key(project=NamedCode(blank, blank)) is None
    assert key(unit=NamedCode(blank, blank)) is None
