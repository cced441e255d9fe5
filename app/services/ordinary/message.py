"""What is told to the native core: fields one after the other, each behind its length."""

from collections.abc import Iterable

Field = bytes | str | int | bool | None

_NOTHING = b"\xff\xff\xff\xff"


def message(*fields: Field) -> bytes:
    """The fields in a row; numbers in decimal digits."""
    pieces: list[bytes] = []
    for field in fields:
        if field is None:
            pieces.append(_NOTHING)
            continue
        content = field if isinstance(field, bytes) else field.encode() if isinstance(field, str) else b"%d" % field
        pieces += len(content).to_bytes(4, "little"), content
    return b"".join(pieces)


def parts(text: bytes) -> list[bytes | None]:
    """The fields of a message."""
    found: list[bytes | None] = []
    at = 0
    while at < len(text):
        length, at = text[at : at + 4], at + 4
        if length == _NOTHING:
            found.append(None)
        else:
            end = at + int.from_bytes(length, "little")
            found.append(text[at:end])
            at = end
    return found


def texts(text: bytes) -> list[str | None]:
    """The fields of a message, all of them texts or null."""
    return [None if part is None else part.decode() for part in parts(text)]


def sequence(items: Iterable[bytes]) -> bytes:
    """Fields that are one field together."""
    return message(*items)
