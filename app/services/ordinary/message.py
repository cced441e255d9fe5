"""What is told to the native core: fields one after the other, each behind its length."""

from collections.abc import Iterable

Field = bytes | str | int | bool | None

_NOTHING = b"\xff\xff\xff\xff"


def message(*fields: Field) -> bytes:
    """The fields in a row; numbers in decimal digits."""
    return b"".join(map(_field, fields))


def parts(text: bytes) -> list[str | None]:
    """The fields of a message, all of them texts or null."""
    found: list[str | None] = []
    at = 0
    while at < len(text):
        length, at = text[at : at + 4], at + 4
        if length == _NOTHING:
            found.append(None)
        else:
            end = at + int.from_bytes(length, "little")
            found.append(text[at:end].decode())
            at = end
    return found


def sequence(items: Iterable[bytes]) -> bytes:
    """Fields that are one field together."""
    return message(*items)


def _field(field: Field) -> bytes:
    if field is None:
        return _NOTHING
    if isinstance(field, int):
        field = str(int(field))
    content = field.encode() if isinstance(field, str) else field
    return len(content).to_bytes(4, "little") + content
