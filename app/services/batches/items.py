"""The forms of a parcel as one text: their lengths on a line, then one behind the other."""

from collections.abc import Sequence


def joined(items: Sequence[bytes]) -> bytes:
    lengths = ",".join(str(len(item)) for item in items)
    return b"%b\n%b" % (lengths.encode(), b"".join(items))


def split(content: bytes) -> list[bytes]:
    """What was joined."""
    lengths, _, rest = content.partition(b"\n")
    items, begin = [], 0
    for length in map(int, lengths.split(b",")):
        items.append(rest[begin : begin + length])
        begin += length
    return items
