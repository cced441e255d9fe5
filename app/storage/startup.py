"""Whether a process may begin to serve from a database."""

from app.storage.engine import create_engine
from app.storage.errors import AlgorithmUnavailable
from app.storage.lock import WriterLock
from app.storage.merkle import empty_root
from app.storage.queries import check_ready


def check_database(url: str) -> None:
    """Returns if the database can be reached, has this program's schema, and has no other writer where it takes one.

    Raises DatabaseUrlInvalid, StorageUnavailable, SchemaOutdated or SecondWriter.
    """
    engine = create_engine(url)
    try:
        check_ready(engine)
        lock = WriterLock(engine)
        lock.acquire()
        lock.release()
    finally:
        engine.dispose()


def check_algorithm(algorithm: str) -> None:
    """Returns if this Python can hash with it: SM3 comes with OpenSSL, and some builds leave it out.

    Raises AlgorithmUnavailable.
    """
    try:
        empty_root(algorithm)
    except ValueError as error:
        raise AlgorithmUnavailable(f"LEDGER_ALGORITHM: {error}") from error
