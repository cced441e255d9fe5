"""`python -m tests.bench.contest.in_huge_pages MODULE …`: runs a contestant, whoever's it is, in memory like the
service's."""

import runpy
import sys

from app.serving.huge_pages import use_huge_pages

if __name__ == "__main__":
    use_huge_pages()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
