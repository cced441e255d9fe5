"""The five Beijing forms of 2024, scored, stored and read back the same way in every run.

Clock, random bytes and engine version are pinned, so the whole answer and the whole audit, digests included,
can be committed: `beijing_2024/<form>.json` holds both. After a change that means to alter them:

    python -m tests.golden

writes the files anew; read every difference against the printed forms before committing it.
"""

import json
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from app.services.score import Scorer
from tests.forms import NAMES, example_bytes
from tests.serving import JSON, application, counted_randomness, shipped_packs, ticking_clock

FOLDER = Path(__file__).parent / "beijing_2024"
ENGINE_VERSION = "golden"

# What a record adds to its sheet.
HEAD = ("id", "status", "attempt", "effective", "superseded_by", "recorded_at", "links", "audit")


def pinned_scorer() -> Scorer:
    """The engine under a version of its own: a release alone must not change a golden file."""
    return Scorer(shipped_packs(), ENGINE_VERSION)


def register(url: str) -> dict[str, dict[str, str]]:
    """Posts every form to a service on an empty database; gives back each answer and each audit as text."""
    app = application(url, clock=ticking_clock(), randomness=counted_randomness())
    app.state.scorer = pinned_scorer()
    with TestClient(app) as client:
        return {name: _registered(client, name) for name in NAMES}


def golden(name: str) -> dict[str, Any]:
    """The committed answer and audit of a form."""
    read: dict[str, Any] = json.loads(golden_file(name).read_text(encoding="utf-8"))
    return read


def golden_file(name: str) -> Path:
    return FOLDER / f"{name}.json"


def compact(document: Any) -> str:
    """JSON as the service writes it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _registered(client: TestClient, name: str) -> dict[str, str]:
    answer = client.post("/v1/evaluations", content=example_bytes(name), headers=JSON)
    assert answer.status_code == 201, answer.text
    audit = client.get(answer.json()["links"]["audit"])
    assert audit.status_code == 200, audit.text
    return {"answer": answer.text, "audit": audit.text}
