"""NDJSON: one JSON text a line."""

LINES = "application/x-ndjson"


def wants_lines(accept: str) -> bool:
    """Whether an Accept header names the type."""
    return any(part.partition(";")[0].strip().lower() == LINES for part in accept.split(","))
