"""Identifiers made by the application: UUID version 7 (RFC 9562), in order of time."""

from datetime import datetime


def uuid7(moment: datetime, randomness: bytes) -> str:
    """A UUIDv7 from a moment (to the millisecond) and ten random bytes."""
    milliseconds = int(moment.timestamp()) * 1000 + moment.microsecond // 1000
    number = bytearray(milliseconds.to_bytes(6, "big") + randomness[:10])
    number[6] = 0x70 | (number[6] & 0x0F)
    number[8] = 0x80 | (number[8] & 0x3F)
    text = number.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
