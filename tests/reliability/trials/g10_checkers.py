"""G10: the checkers are code: a loss, a duplicate, a tampering and a 500 are planted, and each must be reported."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from unittest.mock import patch

from sqlalchemy import Engine, delete, insert, select, update
from starlette.testclient import TestClient

from app.services.recording import Recorder
from app.storage.engine import create_engine
from app.storage.tables import evaluation, ledger_entry
from tests.forms import project_form
from tests.reliability.figures import Figure, exactly, none
from tests.reliability.history import History, faults, stored
from tests.reliability.http import Answer
from tests.reliability.ledgers import faults_in_ledger
from tests.reliability.trial import Stand, Trial
from tests.serving import post, serving
from tests.storage.tampering import tampering

_KEYS = tuple(f"G10-{number}" for number in range(5))
_CHOSEN = _KEYS[2]


@dataclass
class _Scene:
    """A service whose clients were all answered, and its database."""

    client: TestClient
    engine: Engine
    history: History = field(default_factory=History)

    def send(self, key: str) -> None:
        answer = post(self.client, project_form(project=key), key)
        self.history.note(key, Answer(answer.status_code, dict(answer.headers), answer.content))


def measure(stand: Stand, _amounts: None) -> Iterator[Figure]:
    reported = {}
    for name, plant in _PLANTED.items():
        with stand.postgresql.migrated() as url, serving(url) as client:
            scene = _Scene(client, create_engine(url))
            for key in _KEYS:
                scene.send(key)
            before = [*faults(scene.history, stored(url)), *faults_in_ledger(url)]
            plant(scene)
            reported[name] = [*faults(scene.history, stored(url)), *faults_in_ledger(url)]
            scene.engine.dispose()
        yield none(f"{name}: reported before it was planted", before)
    for name, found in reported.items():
        told = [str(fault) for fault in found if _EXPECTED[name] in str(fault)]
        yield exactly(f"{name}: planted and reported", bool(told), True, *(str(fault) for fault in found))


def _lose(scene: _Scene) -> None:
    """Every trace of an evaluation that was answered for good is gone."""
    with tampering(scene.engine) as connection:
        chosen = select(evaluation.c.id).where(evaluation.c.project_code == _CHOSEN).scalar_subquery()
        connection.execute(delete(ledger_entry).where(ledger_entry.c.evaluation_id == chosen))
        connection.execute(delete(evaluation).where(evaluation.c.project_code == _CHOSEN))


def _double(scene: _Scene) -> None:
    """The same form is stored once more, as if its retry had been."""
    with tampering(scene.engine) as connection:
        chosen = select(evaluation).where(evaluation.c.project_code == _CHOSEN)
        row = dict(connection.execute(chosen).mappings().one())
        again = {"id": "planted", "position": len(_KEYS) + 1, "attempt": 2}
        connection.execute(insert(evaluation), row | again)


def _alter(scene: _Scene) -> None:
    with tampering(scene.engine) as connection:
        connection.execute(update(evaluation).where(evaluation.c.project_code == _CHOSEN).values(grade="poor"))


def _break(scene: _Scene) -> None:
    """The service meets an error that nobody foresaw."""
    with patch.object(Recorder, "record", side_effect=RuntimeError("planted")):
        scene.send("G10-broken")


_PLANTED: dict[str, Callable[[_Scene], None]] = {
    "a loss": _lose,
    "a duplicate": _double,
    "a tampering": _alter,
    "a 500": _break,
}
_EXPECTED = {"a loss": f"lost: {_CHOSEN}", "a duplicate": f"doubled: {_CHOSEN}", "a tampering": "at 3", "a 500": "500"}

TRIAL = Trial("G10", "faults planted for the checkers", measure, short=None, bounded=None, full=None)
