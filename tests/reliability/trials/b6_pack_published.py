"""B6: versions of a rule pack are published while clients score by it: every answer stands by one version, wholly."""

import asyncio
import itertools
import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from app.rules.catalogue import compile_files
from tests.forms import project_form
from tests.own_packs import write_deducting
from tests.program import JIXIAO, Program
from tests.reliability import load
from tests.reliability.figures import Figure, at_least, exactly, none, told
from tests.reliability.http import request
from tests.reliability.trial import Stand, Trial

_CLIENTS = 8
_ID = "deducting-self-evaluation"
_REPLAYED = 100


@dataclass(frozen=True)
class Amounts:
    versions: int
    answers_a_version: int


@dataclass
class _Seen:
    """What clients were answered, by the version that they were answered by."""

    digests: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    scores: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    answers: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    refused: list[str] = field(default_factory=list)

    def note(self, status: int, body: bytes) -> None:
        if status != 201:
            self.refused.append(f"{status} {body[:300]!r}")
            return
        answer = json.loads(body)
        version = answer["rule_pack"]["version"]
        self.digests[version].add(answer["rule_pack"]["digest"])
        self.scores[version].add(answer["indicators"][0]["score"])
        self.answers[version][answer["id"]] = answer["audit"]["position"]


def measure(stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    folder, desk = Path(mkdtemp(dir=stand.folder)), Path(mkdtemp(dir=stand.folder))
    packs = [_written(desk, number) for number in range(amounts.versions)]
    seen = _Seen()
    with stand.postgresql.migrated() as url:
        settings = {"RULE_PACKS_DIR": str(folder), "RULE_PACKS_SECONDS": "1"}
        _publish(url, folder, packs[0])
        with stand.program(url, **settings) as program:
            asyncio.run(_score_and_publish(program, folder, packs, seen, amounts.answers_a_version))
            entries = asyncio.run(_published(program))
            not_reproduced = asyncio.run(_not_reproduced(program, seen))
    digests = {f"1.{number}.0": compile_files([pack])[0].pack.digest for number, pack in enumerate(packs)}
    yield exactly("versions published", len(entries), amounts.versions)
    yield exactly("versions that scored", len(seen.digests), amounts.versions)
    yield at_least("answers", sum(map(len, seen.answers.values())), amounts.versions * amounts.answers_a_version)
    yield none("answers refused", seen.refused)
    yield none("versions with another digest than their own", _other(seen.digests, digests))
    yield none("versions that scored in more than one way", [v for v, each in seen.scores.items() if len(each) > 1])
    yield none("evaluations before their version was recorded", _early(seen, entries))
    yield none("evaluations that a replay does not reproduce", not_reproduced)
    yield told("scores by version", {version: min(each) for version, each in sorted(seen.scores.items())})


def _written(desk: Path, number: int) -> Path:
    """Version 1.<number>.0, which deducts less the higher the number, with its cases."""
    made = write_deducting(desk / str(number))
    place = made.parent.with_name(f"1.{number}.0")
    made.parent.rename(place)
    for file in place.iterdir():
        text = file.read_text(encoding="utf-8").replace('"1.0.0"', f'"1.{number}.0"')
        text = text.replace("deduct: 50%", f"deduct: {50 - number}%")
        text = text.replace("expect: {score: 5}", f"expect: {{score: {(50 + number) / 10:g}}}")
        file.write_text(text, encoding="utf-8")
    return place / "pack.yaml"


async def _score_and_publish(program: Program, folder: Path, packs: list[Path], seen: _Seen, enough: int) -> None:
    done = asyncio.Event()
    keys = itertools.count()

    async def client() -> None:
        connection = load.connect(program)
        while not done.is_set():
            key = f"B6-{next(keys)}"
            answer = await connection.ask(request("POST", "/v1/evaluations", _form(key), {"idempotency-key": key}))
            seen.note(answer.status, answer.body)
        connection.close()

    async def publisher() -> None:
        try:
            for number, pack in enumerate(packs):
                if number:
                    await asyncio.to_thread(_publish, program.url, folder, pack)
                async with asyncio.timeout(60):
                    while len(seen.answers[f"1.{number}.0"]) < enough and not seen.refused:
                        await asyncio.sleep(0.05)
        finally:
            done.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(publisher())
        for _ in range(_CLIENTS):
            group.create_task(client())


def _form(key: str) -> bytes:
    form: dict[str, Any] = {**project_form(project=key), "rule_pack": {"id": _ID}}
    form["indicators"][0] |= {"target": "≥100", "actual": "250"}
    return json.dumps(form, ensure_ascii=False).encode()


def _publish(url: str, folder: Path, pack: Path) -> None:
    surroundings = {"DATABASE_URL": url, "RULE_PACKS_DIR": str(folder)}
    subprocess.run([JIXIAO, "rules", "publish", pack], env=surroundings, check=True, capture_output=True)


async def _published(program: Program) -> dict[str, int]:
    """The position of the entry of each version."""
    connection = load.connect(program)
    found: dict[str, int] = {}
    after: int | None = 0
    while after is not None:
        answer = await connection.ask(request("GET", f"/v1/audit/entries?after={after}&limit=200"))
        page = json.loads(answer.body)["items"]
        bodies = [json.loads(each["body"]) for each in page]
        found |= {each["rule_pack"]["version"]: each["position"] for each in bodies if each["entry"] == "rule_pack"}
        after = page[-1]["position"] if page else None
    connection.close()
    return found


async def _not_reproduced(program: Program, seen: _Seen) -> list[str]:
    connection = load.connect(program)
    wrong = []
    for answers in seen.answers.values():
        for evaluation in list(answers)[: _REPLAYED // len(seen.answers)]:
            answer = await connection.ask(request("POST", f"/v1/evaluations/{evaluation}/replay", b"{}"))
            if not json.loads(answer.body).get("reproduced"):
                wrong.append(evaluation)
    connection.close()
    return wrong


def _other(seen: dict[str, set[str]], digests: dict[str, str]) -> list[str]:
    return [version for version, found in seen.items() if found != {digests[version]}]


def _early(seen: _Seen, entries: dict[str, int]) -> list[str]:
    return [
        evaluation
        for version, answers in seen.answers.items()
        for evaluation, position in answers.items()
        if position < entries[version]
    ]


TRIAL = Trial(
    "B6",
    "rule packs published while clients score",
    measure,
    short=Amounts(versions=3, answers_a_version=20),
    bounded=Amounts(versions=5, answers_a_version=300),
    full=Amounts(versions=20, answers_a_version=1000),
)
