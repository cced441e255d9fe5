"""The service's memory lies in huge pages where there are any, and is memory like any other."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.serving.huge_pages import LIBRARY, are_given, read_only_part

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
    ],
)
def test_a_file_around_an_address_as_far_as_nothing_writes_to_it(within: int, part: tuple[int, int]) -> None:
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
small, large = [str(number) for number in range(200_000)], [bytes(5000) for _ in range(2000)]
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
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=True).stdout


def in_huge_pages(smaps: str) -> dict[str, int]:
    """Kilobytes by the kind of memory: access, and `[heap]` or nothing."""
    found: dict[str, int] = {}
    for access, name, kilobytes in re.findall(
        r"^[0-9a-f]+-[0-9a-f]+ (\S+) \S+ \S+ \d+ *(\S*)\n(?:\w+:.*\n)*?AnonHugePages: +(\d+) kB$", smaps, re.MULTILINE
    ):
        found[access + name] = found.get(access + name, 0) + int(kilobytes)
    return {kind: kilobytes for kind, kilobytes in found.items() if kilobytes}


@pytest.mark.usefixtures("library")
def test_heap_arenas_and_instructions_lie_in_huge_pages() -> None:
    found = in_huge_pages(run(SHOWN))
    assert set(found) == {"rw-p[heap]", "rw-p", "r-xp"}
    # The texts take 10 MB each way; a part of a page at either end is not a huge one.
    assert found["rw-p[heap]"] >= 8 * 1024
    assert found["rw-p"] >= 8 * 1024


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("said", ["off", "0", "False"])
def test_whoever_says_no_gets_none(said: str) -> None:
    assert in_huge_pages(run(SHOWN, HUGE_PAGES=said)) == {}


@pytest.mark.usefixtures("library")
def test_what_is_given_back_is_used_again_by_threads_and_children_alike() -> None:
    after_one, at_the_end = map(int, run(USED).split())
    # Two threads at once take as much again, and what one of them gives back the next one takes.
    assert at_the_end < 3 * after_one
