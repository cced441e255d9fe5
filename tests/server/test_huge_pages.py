"""The service's memory lies in huge pages where there are any, and is memory like any other."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.serving.huge_pages import LIBRARY, are_given, read_only_part
from tests.program import running_program

MAPS = """\
00400000-00401000 r-xp 00000000 fe:00 11                                 /usr/bin/other
10000000-10100000 r--p 00000000 fe:00 12                                 /usr/lib/with a space.so
10100000-10400000 r-xp 00100000 fe:00 12                                 /usr/lib/with a space.so
10400000-10500000 r--p 00400000 fe:00 12                                 /usr/lib/with a space.so
10500000-10600000 rw-p 00500000 fe:00 12                                 /usr/lib/with a space.so
10600000-10700000 r--p 00000000 fe:00 13                                 /usr/lib/next.so
10700000-10800000 r--p 00000000 00:00 0
10800000-10900000 r--p 00000000 fe:00 14                                 /usr/lib/last.so
10a00000-10b00000 r--p 00100000 fe:00 14                                 /usr/lib/last.so
10c00000-10d00000 r-xp 00000000 fe:00 15                                 /usr/lib/with a hole.so
10d00000-10e00000 ---p 00100000 fe:00 15                                 /usr/lib/with a hole.so
10e00000-10f00000 r--p 00200000 fe:00 15                                 /usr/lib/with a hole.so
"""


@pytest.mark.parametrize(
    ("within", "part"),
    [
        (0x10000000, (0x10000000, 0x10500000)),
        (0x103FFFFF, (0x10000000, 0x10500000)),
        (0x10500000, (0, 0)),
        (0x10600000, (0x10600000, 0x10700000)),
        (0x10780000, (0, 0)),
        (0x108FFFFF, (0x10800000, 0x10900000)),
        (0x10900000, (0, 0)),
        (0x10AFFFFF, (0x10A00000, 0x10B00000)),
        (0x10B00000, (0, 0)),
        (0x10C00000, (0x10C00000, 0x10D00000)),
        (0x10D00000, (0, 0)),
        (0x10E00000, (0x10E00000, 0x10F00000)),
    ],
)
def test_a_file_around_an_address_as_far_as_it_is_read_and_not_written(within: int, part: tuple[int, int]) -> None:
    assert read_only_part(MAPS, within) == part
    assert read_only_part("", within) == (0, 0)


@pytest.mark.parametrize(
    ("enabled", "size", "given"),
    [
        ("always [madvise] never\n", "2097152\n", True),
        ("[always] madvise never\n", "2097152\n", True),
        ("always madvise [never]\n", "2097152\n", False),
        ("always [madvise] never\n", "536870912\n", False),
    ],
)
def test_the_kernel_says_whether_there_are_any(tmp_path: Path, enabled: str, size: str, given: bool) -> None:
    assert not are_given(tmp_path)
    (tmp_path / "enabled").write_text(enabled, encoding="ascii")
    (tmp_path / "hpage_pmd_size").write_text(size, encoding="ascii")
    assert are_given(tmp_path) is given


BEGUN = f"""
import os, sys, threading
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from app.serving.huge_pages import use_huge_pages
before = [bytes((number,)) * number for number in range(256)] * 40
use_huge_pages()
"""
SHOWN = """
small = [str(number) for number in range(200_000)]
print(open("/proc/self/smaps").read())
"""
USED = """
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20

def deep(depth):
    return 0 if depth == 0 else 1 + deep(depth - 1)

def used(turn):
    kept = [f"{turn} {number}" for number in range(400_000)]
    texts = [bytes((number % 256,)) * (number * 37 % 40_000) for number in range(2000)]
    assert deep(900) == 900
    assert kept == [f"{turn} {number}" for number in range(400_000)]
    assert all(set(text) <= {number % 256} for number, text in enumerate(texts))

used(0)
after_one = resident()
for turn in range(5):
    threads = [threading.Thread(target=used, args=(turn,)) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
child = os.fork()
if child == 0:
    used(7)
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
del before
used(8)
print(after_one, resident())
"""


@pytest.fixture
def library() -> None:
    if not (LIBRARY.exists() and are_given(Path("/sys/kernel/mm/transparent_hugepage"))):
        if os.environ.get("REQUIRE_CORE") == "1" and not LIBRARY.exists():
            pytest.fail("REQUIRE_CORE=1, and what asks for huge pages is not built: make core")
        pytest.skip("no huge pages here")


def run(program: str, **environment: str) -> str:
    command = [sys.executable, "-c", BEGUN + program]
    surroundings = {**os.environ, "HUGE_PAGES": "on", **environment}
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True).stdout


def to_be_huge(smaps: str) -> set[str]:
    """The kinds of memory for which huge pages are asked: access, and `[heap]` or nothing."""
    parts = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", smaps, flags=re.MULTILINE)
    asked = [part.split(None, 5) for part in parts if re.search(r"^VmFlags:.* hg\b", part, re.MULTILINE)]
    return {access + ("[heap]" if rest.startswith("[heap]") else "") for _, access, _, _, _, rest in asked}


@pytest.mark.usefixtures("library")
def test_heap_arenas_and_instructions_are_to_lie_in_huge_pages() -> None:
    assert to_be_huge(run(SHOWN)) == {"rw-p[heap]", "rw-p", "r-xp"}


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("said", ["off", "0", "False"])
def test_whoever_says_no_gets_none(said: str) -> None:
    assert to_be_huge(run(SHOWN, HUGE_PAGES=said)) == set()


@pytest.mark.usefixtures("library")
def test_what_is_given_back_is_used_again_by_threads_and_children_alike() -> None:
    after_one, at_the_end = map(int, run(USED).split())
    # Two threads at once take as much again, and what one of them gives back the next one takes.
    assert at_the_end < 3 * after_one


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(("said", "kinds"), [("on", {"rw-p[heap]", "rw-p", "r-xp"}), ("off", set())])
def test_the_service_serves_from_them_unless_told_otherwise(tmp_path: Path, said: str, kinds: set[str]) -> None:
    with running_program(tmp_path, HUGE_PAGES=said) as program:
        assert to_be_huge(Path(f"/proc/{program.process.pid}/smaps").read_text(encoding="utf-8")) == kinds
