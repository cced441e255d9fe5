"""The native library that `scripts/build-core.sh` builds, if it is there and was made of the sources that are there."""

import ctypes
from functools import cache
from hashlib import sha256
from pathlib import Path

_NATIVE = Path(__file__).parent / "native"
LIBRARY = _NATIVE / "libordinary.so"
Answer = ctypes.c_int64 * 15
"""Where the bytes of an answer are, how many, and the numbers that come with it; `Answer` of `lib.rs` is the same."""


def fingerprint() -> str:
    """The digest of the library's sources, which is built into it."""
    sources = (_NATIVE / "Cargo.toml", *sorted((_NATIVE / "src").glob("*.rs")))
    return sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()


@cache
def library() -> "ctypes.PyDLL | None":
    """None where there is no library that this machine can load, or one of other sources: it would be talked to in
    another language.

    Calls hold the interpreter's lock: they take microseconds.
    """
    try:
        native = ctypes.PyDLL(str(LIBRARY))
    except OSError:
        return None
    native.ordinary_sources.restype = ctypes.c_char_p
    if native.ordinary_sources() != fingerprint().encode():
        return None
    native.ordinary_new.restype = ctypes.c_void_p
    native.ordinary_new.argtypes = (ctypes.c_size_t,)
    native.ordinary_free.argtypes = (ctypes.c_void_p,)
    native.ordinary_learn.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t)
    body, flags = (ctypes.c_char_p, ctypes.c_size_t), (ctypes.c_int, ctypes.c_int)
    native.ordinary_score.argtypes = (ctypes.c_void_p, *body, *flags, ctypes.POINTER(Answer))
    of_lines = (*body, ctypes.c_size_t, ctypes.c_uint64, ctypes.c_size_t, *body)
    native.ordinary_score_lines.argtypes = (ctypes.c_void_p, *of_lines, ctypes.c_int, ctypes.POINTER(Answer))
    return native
