"""Whether a stored ledger holds, asked as an operator would ask."""

from app.storage.audit import verify_ledger
from app.storage.engine import create_engine
from app.storage.ledger import Verdict


def faults_in_ledger(url: str, tenant: str = "default") -> list[str]:
    """Nothing if every entry holds, else where it first does not."""
    fault = _verdict(url, tenant).fault
    return [] if fault is None else [f"{fault.code} at {fault.position}: {fault.detail}"]


def root_of_ledger(url: str, tenant: str = "default") -> str:
    """The root over every entry of a ledger that holds."""
    verdict = _verdict(url, tenant)
    assert verdict.head is not None, verdict.fault
    return verdict.head.root


def _verdict(url: str, tenant: str) -> Verdict:
    engine = create_engine(url)
    try:
        return verify_ledger(engine, tenant)
    finally:
        engine.dispose()
