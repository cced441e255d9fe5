"""Whether a process may begin to serve from a database."""

from app.storage.engine import create_engine, reading
from app.storage.errors import AlgorithmUnavailable
from app.storage.lock import WriterLock
from app.storage.merkle import empty_root
from app.storage.queries import check_ready
from app.storage.safety import Demands, check_safety

_USUAL = Demands()


def check_database(url: str, demands: Demands = _USUAL) -> None:
    """Returns if the database can be reached and trusted, has this program's schema, and no other writer on SQLite.

    Raises DatabaseUrlInvalid, StorageUnavailable, DurabilityUnsafe, EncodingUnsupported, ClockSkewed, SchemaOutdated
    or SecondWriter.
    """
    engine = create_engine(url)
    try:
        with reading(engine) as connection:
            check_safety(connection, demands)
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
