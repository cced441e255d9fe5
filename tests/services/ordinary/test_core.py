"""The native core: it scores what it should, gives back what is odd, and says nothing that Python would not."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest

from app.services.ordinary import library as module
from app.services.ordinary.core import Core, core_of
from app.services.ordinary.forms import OrdinaryForms
from app.services.ordinary.library import library
from tests.bench.forms import samples
from tests.forms import example_bytes
from tests.services.ordinary.answers import ADMISSION, SCORER, TEMPLATES, equal_every_way

FORMS = [sample.body(serial) for serial, sample in enumerate(samples(120))]


def _core(most_facts: int = 60_000) -> Core:
    native = library()
    if native is None:
        if os.environ.get("REQUIRE_CORE") == "1":
            pytest.fail("REQUIRE_CORE=1, and the native core is not built: make core")
        pytest.skip("the native core is not built here: make core, with Rust")
    return Core(OrdinaryForms(TEMPLATES.choose, ADMISSION, SCORER.engine_version), native, most_facts)


def test_it_scores_every_form_of_the_benchmark_and_a_real_one() -> None:
    core = _core()
    for body in (*FORMS, example_bytes("beijing-system-maintenance-2024")):
        scored = core.score(body)
        assert scored is not None
        assert scored.sheet == TEMPLATES.score(body).sheet


def test_the_brief_answer_is_the_beginning_of_the_whole() -> None:
    core = _core()
    for body in FORMS:
        whole, brief = core.score(body), core.brief(body)
        assert whole is not None
        assert brief is not None
        assert whole.sheet.startswith(brief.sheet)
        assert brief.finding_codes == whole.finding_codes


def test_it_may_forget_everything_in_the_middle_of_a_form() -> None:
    core = _core(most_facts=40)
    forms = FORMS[:20]
    answers = [core.score(body) for body in forms]
    # A form alone asks for about as much: some are scored between two times of forgetting, the others given back.
    scored = [(body, answer) for body, answer in zip(forms, answers, strict=True) if answer is not None]
    assert scored
    for body, answer in scored:
        assert answer.sheet == TEMPLATES.score(body).sheet


def test_threads_do_not_get_the_answers_of_others() -> None:
    core = _core()
    expected = {body: TEMPLATES.score(body).sheet for body in FORMS}

    def score(body: bytes) -> bool:
        scored = core.form_to_record(body)
        return scored is not None and scored.sheet == expected[body]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(score, FORMS * 5))


def _altered() -> Iterator[bytes]:
    """Forms with a byte changed, left out or put in, or with their end cut off."""
    chance = Random(20241122)
    for _ in range(500):
        body = bytearray(chance.choice(FORMS))
        at = chance.randrange(len(body))
        match chance.randrange(4):
            case 0:
                body[at] = (
                    chance.choice(b'"\\{}[]:, 0159.\n\x00\xff') if chance.random() < 0.7 else chance.randrange(256)
                )
            case 1:
                del body[at]
            case 2:
                body.insert(at, chance.choice(b'"\\,:0u'))
            case _:
                del body[at:]
        yield bytes(body)


def test_whatever_bytes_it_is_given_it_gives_them_back_or_is_right() -> None:
    core = _core()
    for body in _altered():
        if core.score(body) is not None:
            assert equal_every_way(body)


def _number(chance: Random) -> str:
    """Few digits and many, decimals or none."""
    whole = str(chance.randrange(10 ** chance.choice((1, 2, 4, 8, 12))))
    decimals = chance.choice((0, 0, 1, 2, 4))
    return f"{whole}.{chance.randrange(10**decimals):0{decimals}d}" if decimals else whole


def test_numbers_of_any_length_come_out_as_in_the_domain() -> None:
    core, chance, by_core = _core(), Random(7), 0
    form = json.loads(FORMS[0])
    lines = [line for line in form["indicators"] if line["level1"] == "产出指标"]
    for _ in range(60):
        for number, line in enumerate(lines):
            sign = chance.choice("≥≤＝")
            line |= {"target": f"{sign}{_number(chance)}个", "actual": f"{_number(chance)}个", "name": f"数量{number}"}
        budget = max(_number(chance), "0.01", key=Decimal)
        executed = min(_number(chance), budget, key=Decimal)
        form["funds"]["total"] |= {"initial_budget": budget, "adjusted_budget": budget, "executed": executed}
        form["funds"]["rows"] = None
        body = json.dumps(form, ensure_ascii=False).encode()
        equal_every_way(body)
        by_core += core.score(body) is not None
    assert by_core > 20


def test_a_library_of_other_sources_is_not_used() -> None:
    _core()
    library.cache_clear()
    try:
        with patch.object(module, "fingerprint", lambda: "of other sources"):
            assert core_of(OrdinaryForms(TEMPLATES.choose, ADMISSION, SCORER.engine_version)) is None
    finally:
        library.cache_clear()


@pytest.mark.parametrize("content", [None, b"of another kind of machine"])
def test_without_a_library_there_is_no_core(content: bytes | None, tmp_path: Path) -> None:
    there = tmp_path / "libordinary.so"
    if content is not None:
        there.write_bytes(content)
    library.cache_clear()
    try:
        with patch.object(module, "LIBRARY", there):
            assert core_of(OrdinaryForms(TEMPLATES.choose, ADMISSION, SCORER.engine_version)) is None
    finally:
        library.cache_clear()
