"""Names that decide who sees what: nothing in them that looks like another."""

from collections.abc import Callable

import pytest

from app.services.names import printable_text, region_prefix, tenant_name


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (tenant_name, "default"),
        (tenant_name, "beijing-fengtai.2024_a"),
        (tenant_name, "a" * 64),
        (region_prefix, "11"),
        (region_prefix, "110106"),
        (printable_text, "149"),
        (printable_text, "丰台区 卫健委"),
        (printable_text, "x" * 200),
    ],
)
def test_a_sound_name_is_given_back(check: Callable[[object], str], text: str) -> None:
    assert check(text) == text


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (tenant_name, ""),
        (tenant_name, "Default"),
        (tenant_name, ".hidden"),
        (tenant_name, "a/b"),
        (tenant_name, "a b"),
        (tenant_name, "a\n"),
        (tenant_name, "丰台"),
        (tenant_name, "a" * 65),
        (tenant_name, None),
        (tenant_name, ["default"]),
        (region_prefix, "1"),
        (region_prefix, "1101060"),
        (region_prefix, "１１"),
        (region_prefix, "11%"),
        (region_prefix, 11),
        (printable_text, ""),
        (printable_text, " a"),
        (printable_text, "a\u2028b"),
        (printable_text, "a\x00"),
        (printable_text, "x" * 201),
        (printable_text, 149),
    ],
)
def test_an_unsound_name_is_refused(check: Callable[[object], str], text: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        check(text)
