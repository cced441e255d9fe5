"""Personal numbers are masked wherever they stand, and other codes are left alone."""

import pytest

from app.logs.masking import holds_personal_number, masked


@pytest.mark.parametrize(
    "number",
    [
        "13912345678",
        "19912345678",
        "139 1234 5678",
        "139-1234-5678",
        "+8613912345678",
        "86 13912345678",
        "１３９１２３４５６７８",
        "110106199001011234",
        "11010619900101123X",
        "11010619900101123x",
        "110106 19900101 1234",
        "１１０１０６１９９００１０１１２３Ｘ",
    ],
)
@pytest.mark.parametrize("around", ["{}", "电话{}，请回复", "tel={};", "({})", "'{}'", "/v1/{}/x", "_{}_"])
def test_a_personal_number_is_masked_wherever_it_stands(number: str, around: str) -> None:
    text = around.format(number)
    assert holds_personal_number(text)
    hidden = masked(text)
    assert hidden == around.format("***")
    assert not holds_personal_number(hidden)


@pytest.mark.parametrize(
    "code",
    [
        "11010624T000002725033",
        "1391234567",
        "139123456789",
        "12912345678",
        "11010619900101123",
        "1101061990010112345",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "12345678901234567890123456789012",
        "019ab3c2-7d10-7c3e-9a55-0242ac120002",
        "2026-11-28T20:15:10.046195+00:00",
        "202011228",
        "149020",
    ],
)
def test_another_code_is_left_alone(code: str) -> None:
    assert not holds_personal_number(code)
    assert masked(f"{code} {code}") == f"{code} {code}"
