"""The service asks for huge pages where there are any, and leaves the decision to whoever has made one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.serving.huge_pages import begun_again_with

GIVEN = {"PORT": "8000"}
MADVISE, ALWAYS, NEVER = "always [madvise] never\n", "[always] madvise never\n", "always madvise [never]\n"


@pytest.mark.parametrize("kernel", [MADVISE, ALWAYS])
@pytest.mark.parametrize("libc", ["glibc 2.35", "glibc 2.41", "glibc 3.0"])
def test_all_memory_comes_from_a_library_that_asks_for_huge_pages(libc: str, kernel: str) -> None:
    assert begun_again_with(GIVEN, libc, kernel) == {
        "PORT": "8000",
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1",
        "PYTHONMALLOC": "malloc",
    }


@pytest.mark.parametrize(
    ("given", "libc", "kernel"),
    [
        ({"PYTHONMALLOC": "default"}, "glibc 2.36", MADVISE),
        ({"GLIBC_TUNABLES": ""}, "glibc 2.36", MADVISE),
        ({}, "glibc 2.36", NEVER),
        ({}, "glibc 2.36", ""),
        ({}, "glibc 2.34", MADVISE),
        ({}, "", MADVISE),
    ],
    ids=["decided", "tuned", "switched off", "another system", "too old", "another library"],
)
def test_else_the_process_stays_as_it_is(given: dict[str, str], libc: str, kernel: str) -> None:
    assert begun_again_with(given, libc, kernel) is None


PROGRAM = """
import os, sys
from app.serving import huge_pages
huge_pages._libc, huge_pages._kernel = lambda: "glibc 2.36", lambda: "always [madvise] never"
print(os.getpid(), os.environ.get("PYTHONMALLOC"), sys.argv[1:], flush=True)
huge_pages.begin_again_in_huge_pages()
"""


def test_it_begins_again_once_under_its_number_as_it_was_called(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONMALLOC", "GLIBC_TUNABLES")}
    run = subprocess.run(
        [sys.executable, str(program), "serve", "a b"], env=environment, capture_output=True, text=True, check=True
    )
    before, after = (line.split(" ", 1) for line in run.stdout.splitlines())
    assert before[0] == after[0]
    assert (before[1], after[1]) == ("None ['serve', 'a b']", "malloc ['serve', 'a b']")
