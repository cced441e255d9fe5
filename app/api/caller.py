"""Who is calling, and whose records they see."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """`tenant` owns every record a request writes or reads."""

    tenant: str


def current_caller() -> Caller:
    """The one caller of a service without configured identities."""
    return Caller(tenant="default")
