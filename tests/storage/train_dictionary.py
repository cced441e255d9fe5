"""Trains the dictionary that long texts are stored with: `python -m tests.storage.train_dictionary NUMBER`.

On the example forms of every rule pack and on made-up ones, each as the service keeps it: canonical submission and
sheet. What has packed a value must stay as it is, so a number that is taken is refused; packing.CURRENT then names
the new one.
"""

import json
import sys
from collections.abc import Iterator
from random import Random

import zstandard

from app.api.problem import Problem
from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.rules.catalogue import load_catalogue
from app.rules.errors import RulePackError
from app.services.score import Scorer
from app.storage.packing import DICTIONARIES
from tests.forms import NAMES, example_bytes
from tests.services.ordinary.made import made

_SIZE = 64 * 1024
_MADE_UP = 400
# Of so many made-up forms, an example is to weigh as much as this many.
_EXAMPLES_EACH = 5


def main() -> int:
    number = int(sys.argv[1])
    file = DICTIONARIES / f"{number}.zstd"
    texts = [text.encode() for body in _bodies() for text in _kept(body)]
    trained = zstandard.train_dictionary(_SIZE, texts, dict_id=number, level=3)
    with file.open("xb") as opened:
        opened.write(trained.as_bytes())
    print(f"{file}: {len(trained)} bytes of {len(texts)} texts")
    return 0


def _bodies() -> Iterator[bytes]:
    for name in NAMES:
        yield from [example_bytes(name)] * _EXAMPLES_EACH
    for seed in range(_MADE_UP):
        yield json.dumps(made(Random(seed)), ensure_ascii=False).encode()


def _kept(body: bytes) -> Iterator[str]:
    """What is kept of a form; nothing of one that is refused, as some of the made-up ones are."""
    try:
        form = form_of(read_form(body))
        scored = _SCORER.score(form.submission, drafts=False)
    except (Problem, RulePackError):
        return
    yield form.canonical
    yield scored.sheet


_SCORER = Scorer(load_catalogue())

if __name__ == "__main__":
    sys.exit(main())
