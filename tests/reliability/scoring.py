"""Scores and stores the forms it reads, one per line, and prints one digest over every answer and the ledger's end.

    python -m tests.reliability.scoring URL [--hostile-decimals] < forms

Clock and randomness count up, so two runs over the same lines must print the same, whatever surrounds them.
It imports what the service itself needs and nothing else, to run under a Python without the development tools.
"""

import asyncio
import decimal
import hashlib
import itertools
import locale
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from app.api.problem import Problem
from app.api.security.caller import LOCAL_CALLER
from app.api.v1.form_file import read_form
from app.api.v1.mapping import form_of
from app.main import create_app
from app.rules.errors import RulePackError
from app.settings import Settings
from app.storage.signing import FileSigner
from tests.reliability.ledgers import root_of_ledger

_START = datetime(2025, 1, 20, 8, 0, tzinfo=UTC)
_AT_ONCE = 64


def main() -> int:
    url, *options = sys.argv[1:]
    locale.setlocale(locale.LC_ALL, "")
    if "--hostile-decimals" in options:
        spoil_decimals()
    print(*asyncio.run(_run(url, sys.stdin.buffer)))
    return 0


def spoil_decimals() -> None:
    """Leaves behind what a careless library might, for this thread and for all that begin later."""
    for context in (decimal.getcontext(), decimal.DefaultContext):
        context.prec, context.rounding, context.capitals = 2, decimal.ROUND_UP, 0
        for trap in (decimal.Inexact, decimal.Rounded, decimal.InvalidOperation, decimal.DivisionByZero):
            context.traps[trap] = False


async def _run(url: str, lines: Iterable[bytes]) -> tuple[str, int, int]:
    """The digest, and how many forms were answered and refused."""
    seconds, numbers = itertools.count(), itertools.count(1)
    application = create_app(
        # A checkpoint reads the same clock, at a moment of its own.
        Settings(database_url=url, checkpoint_seconds=86_400, background_work=False),
        clock=lambda: _START + timedelta(seconds=next(seconds)),
        randomness=lambda size: next(numbers).to_bytes(size, "big"),
        signer=FileSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))),
    )
    digest, counts = hashlib.sha256(), [0, 0]
    async with application.router.lifespan_context(application):
        for some in _parts(lines):
            for answer in await asyncio.gather(*(_answer(application, line) for line in some)):
                counts[answer.startswith("refused ")] += 1
                digest.update(answer.encode() + b"\n")
    digest.update(root_of_ledger(url, LOCAL_CALLER.tenant).encode())
    return digest.hexdigest(), counts[0], counts[1]


def _parts(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    rest = iter(lines)
    while some := list(itertools.islice(rest, _AT_ONCE)):
        yield some


async def _answer(application: FastAPI, line: bytes) -> str:
    try:
        form = form_of(read_form(line))
        answer = await application.state.evaluations.record(form, LOCAL_CALLER, None)
    except Problem as problem:
        errors = [(error.pointer, error.code, error.message.zh, error.message.en) for error in problem.errors]
        return f"refused {type(problem).__name__} {errors}"
    except RulePackError as error:
        return f"refused {type(error).__name__} {error}"
    return b"".join(answer.parts()).decode()


if __name__ == "__main__":
    sys.exit(main())
