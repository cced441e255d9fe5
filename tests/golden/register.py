"""Real forms, scored, stored and read back the same way in every run.

Clock, random bytes and engine version are pinned, so the whole answer and the whole audit, digests included,
can be committed: `<set>/<form>.json` holds both. After a change that means to alter them:

    python -m tests.golden

writes the files anew; read every difference against the printed forms before committing it.
"""

import json
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from app.api.v1.body_scorer import BodyScorer
from app.services.score import Scorer
from tests.forms import BEIJING, example_bytes
from tests.serving import AT_THE_MACHINE, JSON, application, counted_randomness, shipped_packs, ticking_clock

# The forms of one set are recorded in this order, one after the other, in one ledger.
SETS = {"beijing_2024": BEIJING}
ENGINE_VERSION = "golden"

# What a record adds to its sheet.
HEAD = (
    "id",
    "status",
    "attempt",
    "effective",
    "supersedes",
    "superseded_by",
    "withdrawal",
    "recorded_at",
    "links",
    "audit",
)


def pinned_scorer() -> Scorer:
    """The engine under a version of its own: a release alone must not change a golden file."""
    return Scorer(shipped_packs(), ENGINE_VERSION)


def register(url: str, names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Posts the forms to a service on an empty database; gives back each answer and each audit as text."""
    app = application(url, clock=ticking_clock(), randomness=counted_randomness())
    app.state.scorer = pinned_scorer()
    app.state.bodies = BodyScorer(app.state.scorer, drafts=False)
    with TestClient(app, **AT_THE_MACHINE) as client:
        return {name: _registered(client, name) for name in names}


def golden(of_set: str, name: str) -> dict[str, Any]:
    """The committed answer and audit of a form."""
    read: dict[str, Any] = json.loads((folder(of_set) / f"{name}.json").read_text(encoding="utf-8"))
    return read


def folder(of_set: str) -> Path:
    return Path(__file__).parent / of_set


def compact(document: Any) -> str:
    """JSON as the service writes it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _registered(client: TestClient, name: str) -> dict[str, str]:
    answer = client.post("/v1/evaluations", content=example_bytes(name), headers=JSON)
    assert answer.status_code == 201, answer.text
    audit = client.get(answer.json()["links"]["audit"])
    assert audit.status_code == 200, audit.text
    return {"answer": answer.text, "audit": audit.text}
