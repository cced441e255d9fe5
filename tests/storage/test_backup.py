"""A copy taken under load is one whole moment of the database, and its ledger verifies."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from sqlalchemy import Engine

from app.storage.commit import record_batch
from tests.storage.making import new_evaluation


@contextmanager
def being_written(engine: Engine) -> Iterator[None]:
    """Evaluations are recorded one after the other until the end of the block; some are there at its beginning."""
    enough, ended = Event(), Event()

    def write() -> None:
        while not ended.is_set():
            record_batch(engine, [new_evaluation() for _ in range(3)])
            enough.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert enough.wait(30)
        yield
    finally:
        ended.set()
        writer.join()
