"""Whatever is new in the domain is left to the domain."""

from dataclasses import make_dataclass

import pytest

from app.domain.rule_pack import RulePack
from app.services.ordinary import known
from app.services.ordinary.form import FormReader
from app.services.ordinary.learned import Unordinary
from tests.services.ordinary.answers import ADMISSION
from tests.serving import shipped_packs

ORDINARY = (
    "beijing-project-self-evaluation",
    "hubei-project-self-evaluation",
    "national-project-self-evaluation",
    "national-project-self-evaluation-with-cost",
)
SHEET = dict.fromkeys(known._SHEET.split())


def test_everything_in_the_domain_is_known() -> None:
    """It fails for a new field, check or member of the sheet: teach app/services/ordinary, then name it in known.py."""
    known.require_known(SHEET)


@pytest.mark.parametrize("pack_id", ORDINARY)
def test_the_packs_of_self_evaluations_have_ordinary_forms(pack_id: str) -> None:
    FormReader(shipped_packs().get(pack_id), ADMISSION)


@pytest.mark.parametrize("pack_id", sorted(set(shipped_packs().ids()) - set(ORDINARY)))
def test_other_packs_are_for_the_domain(pack_id: str) -> None:
    with pytest.raises(Unordinary):
        FormReader(shipped_packs().get(pack_id), ADMISSION)


def test_a_new_field_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    grown = make_dataclass("RulePack", [*RulePack.__dataclass_fields__, "surprise"])
    monkeypatch.setattr(known, "_FIELDS", {grown: known._FIELDS[RulePack]})
    with pytest.raises(Unordinary, match="RulePack"):
        known.require_known(SHEET)


def test_a_new_check_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "CHECKS", (*known.CHECKS, lambda review: iter(())))
    with pytest.raises(Unordinary, match="CHECKS"):
        known.require_known(SHEET)


def test_a_new_member_of_the_sheet_is_not_known() -> None:
    with pytest.raises(Unordinary, match="sheet"):
        known.require_known(SHEET | {"new": None})
