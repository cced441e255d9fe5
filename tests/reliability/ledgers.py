"""Whether a stored ledger holds, asked as an operator would ask."""

from app.storage.audit import verify_ledger
from app.storage.engine import create_engine


def faults_in_ledger(url: str, tenant: str = "default") -> list[str]:
    """Nothing if every entry holds, else where it first does not."""
    engine = create_engine(url)
    try:
        fault = verify_ledger(engine, tenant).fault
    finally:
        engine.dispose()
    return [] if fault is None else [f"{fault.code} at {fault.position}: {fault.detail}"]
