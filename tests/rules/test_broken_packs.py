"""One file per mistake: each is `sound.yaml` with that mistake, and says at its head what must be told about it."""

import re
from pathlib import Path

import pytest

from app.rules.compiler import compile_document
from app.rules.errors import InvalidRulePack
from app.rules.loader import read_file

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
EXPECTED = re.compile(r"# expect (\d+):(\d+): (.+)")


def test_the_pack_that_the_broken_ones_come_from_is_sound() -> None:
    assert compile_document(read_file(HERE / "sound.yaml")).pack.id == "sample-project-self-evaluation"


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_pack_is_refused_with_the_place_and_the_word(file: Path) -> None:
    expected = [(int(m[1]), int(m[2]), m[3]) for m in EXPECTED.finditer(file.read_text(encoding="utf-8"))]
    assert expected, "the file does not say what should be told about it"

    with pytest.raises(InvalidRulePack) as refused:
        compile_document(read_file(file))

    problems = refused.value.problems
    assert [(p.line, p.column, p.en) for p in problems] == expected
    assert all(str(p).startswith(f"{file}:{p.line}:{p.column}: {p.zh}") and p.zh for p in problems)
