"""The service's memory in pages of 2 MB, where Linux gives them to whoever asks.

A processor remembers where some thousand pages lie and has to look the others up: small ones make up a few megabytes,
and 64 forms in flight touch several times as much. On a virtual machine, where each look-up goes through two tables,
that can take a third of the time.
"""

import ctypes
import os
from pathlib import Path

LIBRARY = Path(__file__).parent / "native" / "libhuge_pages.so"
_KERNEL = Path("/sys/kernel/mm/transparent_hugepage")
_SIZE = 2 * 1024 * 1024
# As settings read it; they themselves take all that is to lie in huge pages.
_OFF = frozenset({"0", "off", "f", "false", "n", "no"})


_FUNCTIONS = ("for_heap", "take", "give_back", "for_instructions")


class _ArenaAllocator(ctypes.Structure):
    """`PyObjectArenaAllocator`."""

    _fields_ = (("context", ctypes.c_void_p), ("take", ctypes.c_void_p), ("give_back", ctypes.c_void_p))


def use_huge_pages() -> None:
    """What is loaded from now on lies in huge pages, and so do the interpreter's instructions.

    Nothing happens where the kernel has none, the library was not built (`scripts/build-core.sh`) or HUGE_PAGES says
    no. To be called by the only thread there is.
    """
    wanted = os.environ.get("HUGE_PAGES", "").lower() not in _OFF
    native = _library() if wanted and are_given(_KERNEL) else None
    if native is None:
        return
    native.huge_pages_for_heap()
    allocator = _ArenaAllocator(None, _address(native.huge_pages_take), _address(native.huge_pages_give_back))
    ctypes.pythonapi.PyObject_SetArenaAllocator(ctypes.byref(allocator))
    start, end = read_only_part(_text(Path("/proc/self/maps")), _address(ctypes.pythonapi.Py_GetVersion))
    native.huge_pages_for_instructions(ctypes.c_size_t(start), ctypes.c_size_t(end))


def are_given(kernel: Path) -> bool:
    """Whether the kernel whose settings are in this folder has pages of 2 MB for whoever asks."""
    enabled, size = _text(kernel / "enabled"), _text(kernel / "hpage_pmd_size")
    return bool(enabled) and "[never]" not in enabled and size.strip() == str(_SIZE)


def read_only_part(maps: str, within: int) -> tuple[int, int]:
    """From where to where the file that is mapped at an address has memory around it that is read and not written.

    `maps` is as in `/proc/self/maps`; 0 and 0 where no such file is mapped there.
    """
    start = end = 0
    of: list[str] = []
    for line in maps.splitlines():
        addresses, access, _, _, _, *file = line.split(None, 5)
        first, last = (int(address, 16) for address in addresses.split("-"))
        read_only = file if access.startswith("r-") else []
        if not read_only or (first, read_only) != (end, of):
            if start <= within < end:
                break
            start, of = first, read_only
        end = last
    return (start, end) if of and start <= within < end else (0, 0)


def _library() -> ctypes.CDLL | None:
    """None where there is none that this machine can load, or one that lacks something: elsewhere it is empty."""
    try:
        native = ctypes.CDLL(str(LIBRARY))
    except OSError:
        return None
    return native if all(hasattr(native, f"huge_pages_{name}") for name in _FUNCTIONS) else None


def _address(function: "ctypes._FuncPointer") -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def _text(file: Path) -> str:
    """Nothing where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
