"""The process that scores batches: what it scores, what happens when a form kills it, and when it ends.

Several of them are begun, each of which takes seconds: part of `make integration`, not of `make test`.
"""

import asyncio
import json
import os
from pathlib import Path

import pytest

from app import item_scoring
from app.item_scoring import ScoringProcess
from app.rules.catalogue import Catalogue
from app.services.form import ScoredForm
from tests.forms import ELSEWHERE, form
from tests.log_lines import LogLines
from tests.serving import shipped_packs

GOOD = json.dumps(form()).encode()
DEADLY, BROKEN = (json.dumps(form(fiscal_year=year)).encode() for year in (2001, 2002))


class Hostile(Catalogue):
    """Some years end the process, or are more than the program can take."""

    def resolve(self, kind, region_code, fiscal_year):  # type: ignore[no-untyped-def]
        if fiscal_year == 2001:
            os._exit(9)
        if fiscal_year == 2002:
            raise RuntimeError("quotes a form")
        return super().resolve(kind, region_code, fiscal_year)


def hostile() -> Catalogue:
    made = Hostile.__new__(Hostile)
    made.__dict__.update(shipped_packs().__dict__)
    return made


def test_a_form_that_kills_the_process_and_one_that_breaks_it_fail_alone(log_lines: LogLines) -> None:
    scoring = ScoringProcess(hostile, 50_000)
    forms = [GOOD, BROKEN, DEADLY, GOOD, b"[]"]

    async def score() -> list[ScoredForm | str]:
        return await scoring.score(forms, None)

    results = asyncio.run(score())
    scoring.close()
    kinds = [json.loads(each)["type"] if isinstance(each, str) else each.head.region_code for each in results]
    assert kinds == [
        ELSEWHERE,
        "/problems/internal-error",
        "/problems/internal-error",
        ELSEWHERE,
        "/problems/invalid-request",
    ]
    told = [(line["event"], line["error"]) for line in log_lines.all()]
    assert sorted(told) == [("error.unforeseen", "BrokenProcessPool"), ("error.unforeseen", "RuntimeError")]
    assert "quotes" not in log_lines.text


def test_it_begins_anew_under_new_rules_and_ends_when_there_is_nothing_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = [shipped_packs()]
    scoring = ScoringProcess(lambda: rules[0], 50_000)

    async def years() -> list[str | None]:
        first = await scoring.score([GOOD], None)
        rules[0] = Catalogue([])
        (second,) = await scoring.score([GOOD], None)
        assert isinstance(second, str)
        return [first[0].head.region_code if isinstance(first[0], ScoredForm) else None, json.loads(second)["type"]]

    assert asyncio.run(years()) == [ELSEWHERE, "/problems/no-rule-pack"]
    scoring.rest()
    assert scoring._pool is not None
    process = next(iter(scoring._pool._processes.values()))
    monkeypatch.setattr(item_scoring, "_IDLE_SECONDS", -1)
    scoring.rest()
    assert scoring._pool is None
    process.join(20)
    assert not Path(f"/proc/{process.pid}").exists()
