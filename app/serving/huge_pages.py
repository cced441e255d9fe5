"""The service's memory in pages of 2 MB, where Linux gives them to whoever asks.

A processor remembers where some thousand pages lie and has to look the others up: small ones make up a few megabytes,
and 64 forms in flight touch several times as much. On a virtual machine, where each look-up goes through two tables,
that can take a third of the time.
"""

import os
import sys
from collections.abc import Mapping

_KERNEL = "/sys/kernel/mm/transparent_hugepage/enabled"
# From this version on the C library asks for them itself, for what comes from it: so all of Python's memory must, and
# from one arena, as each one begins huge pages of its own.
_GLIBC = (2, 35)
_WANTED = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1",
    "PYTHONMALLOC": "malloc",
}


def begin_again_in_huge_pages() -> None:
    """Replaces the process by itself, under the same number, with its memory in huge pages.

    Returns where there are none, and in the process that has replaced the first.
    """
    environment = begun_again_with(os.environ, _libc(), _kernel())
    if environment is not None:
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)


def begun_again_with(given: Mapping[str, str], libc: str, kernel: str) -> dict[str, str] | None:
    """The environment to begin again with; None where the process is to stay as it is.

    Whoever has set one of the variables has decided. `libc` is as in `glibc 2.36`, `kernel` as in
    `always [madvise] never`; each is empty where it is not known.
    """
    name, _, version = libc.partition(" ")
    has_huge_pages = bool(kernel) and "[never]" not in kernel
    if any(variable in given for variable in _WANTED) or not has_huge_pages or name != "glibc":
        return None
    return {**given, **_WANTED} if tuple(map(int, version.split("."))) >= _GLIBC else None


def _libc() -> str:
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (AttributeError, ValueError, OSError):
        return ""


def _kernel() -> str:
    try:
        with open(_KERNEL, encoding="ascii") as said:
            return said.read()
    except OSError:
        return ""
