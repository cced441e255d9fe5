"""What attempts at the same form have in common."""

import pytest

from app.domain.rule_pack import FormKind
from app.domain.submission import NamedCode, Submission
from app.services.form import series_key

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


@pytest.mark.parametrize("blank", [None, "", " ", "—", "/", "--", "无", "＊"])
def test_a_code_that_is_a_mere_placeholder_is_none(blank: str | None) -> None:
    assert key(project=NamedCode(blank, "岗位培训")) == key(project=NamedCode(None, "岗位培训")) is not None
    assert key(project=NamedCode(blank, blank)) is None
    assert key(unit=NamedCode(blank, blank)) is None
