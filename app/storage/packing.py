"""Long texts, in UTF-8, as they are stored: zstandard frames, made with a dictionary that the product brings along.

A stored value says itself what it is. A frame begins with a number of its own and names its dictionary; whatever does
not is the text itself. So values outlive any change of what new ones are packed with: a dictionary that has packed
a value is never altered nor removed, and a better one gets the next number (tests/storage/train_dictionary.py).
"""

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import zstandard

DICTIONARIES = Path(__file__).parent / "dictionaries"
CURRENT = 32769
# Each level above takes longer for less: 7 compresses a sheet to nine tenths of this size in three times the time. The
# level's own tables would be copied for every text, which takes as long as the rest; these cost a fortieth in size.
_PARAMETERS = zstandard.ZstdCompressionParameters.from_level(3, hash_log=14, chain_log=12, write_dict_id=True)
_LONGEST = 64 * 1024 * 1024


class Packed(bytes):
    """A value to store."""

    __slots__ = ()


def pack(text: bytes) -> Packed:
    """The value to store."""
    return Packed(_tools.compressor().compress(text))


def pack_all(texts: Sequence[bytes]) -> list[Packed]:
    """The values to store, made without keeping other threads from their work in between."""
    if not texts:
        return []
    made = _tools.compressor().multi_compress_to_buffer(list(texts), threads=1)
    return [Packed(made[at].tobytes()) for at in range(len(made))]


def unpack(value: bytes | str) -> bytes:
    """The text of a stored value. Raises ValueError for a frame that cannot be read."""
    if isinstance(value, str):
        return value.encode()
    if not value.startswith(zstandard.FRAME_HEADER):
        return value
    try:
        frame = zstandard.get_frame_parameters(value)
        if not frame.content_size <= _LONGEST:
            raise ValueError(f"a packed text of {frame.content_size} bytes")
        return _tools.decompressor(frame.dict_id).decompress(value, allow_extra_data=False)
    except (zstandard.ZstdError, OSError) as error:
        raise ValueError(f"a packed text that cannot be read: {error}") from None


class _Tools(threading.local):
    """None of them may be used by two threads at once, and making one costs more than using it."""

    def __init__(self) -> None:
        self._compressor: zstandard.ZstdCompressor | None = None
        self._decompressors: dict[int, zstandard.ZstdDecompressor] = {}

    def compressor(self) -> zstandard.ZstdCompressor:
        if self._compressor is None:
            self._compressor = zstandard.ZstdCompressor(compression_params=_PARAMETERS, dict_data=_dictionary(CURRENT))
        return self._compressor

    def decompressor(self, number: int) -> zstandard.ZstdDecompressor:
        if number not in self._decompressors:
            known = _dictionary(number) if number else None
            self._decompressors[number] = zstandard.ZstdDecompressor(dict_data=known)
        return self._decompressors[number]


@cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    dictionary = zstandard.ZstdCompressionDict((DICTIONARIES / f"{number}.zstd").read_bytes())
    if number == CURRENT:
        dictionary.precompute_compress(compression_params=_PARAMETERS)
    return dictionary


_tools = _Tools()
