"""D2 to D5: the fixed corpus of tests/hostile against the program itself: bodies, texts, paths, queries, headers."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx2 as httpx

from tests.callers import bearer
from tests.hostile.corpus import ACCEPTED, JSON, REFUSED, Accepted, Refused
from tests.hostile.requests import REQUESTS
from tests.hostile.wire import tell
from tests.program import Program
from tests.reliability.figures import Figure, at_least, at_most, exactly, none
from tests.reliability.http import authorized
from tests.reliability.trial import Stand, Trial

_ADDRESS = "/v1/evaluations"
_CHUNK = 65_536
# What the server refuses by itself, before the service can say why.
_BY_THE_SERVER = {"a length that is no length"}


@dataclass
class _Tally:
    cases: int = 0
    slowest: float = 0
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def note(self, name: str, status: int, right: bool, seconds: float) -> None:
        self.cases += 1
        self.slowest = max(self.slowest, seconds)
        if not right:
            self.wrong.append(f"{name}: {status}")
        if status >= 500:
            self.failed.append(f"{name}: {status}")


def measure(stand: Stand, _amounts: None) -> Iterator[Figure]:
    tally = _Tally()
    with stand.postgresql.migrated() as url, stand.program(url) as program:
        with httpx.Client(base_url=program.address, headers=_known(program), timeout=30) as client:
            for refused in REFUSED:
                _refuse(client, refused, tally)
            for accepted in ACCEPTED:
                _accept(client, accepted, tally)
        for case in REQUESTS:
            sent = case.sent if b"Authorization" in case.sent else authorized(case.sent, program.credential)
            told = tell(program.port, sent)
            one = len(told.statuses) <= 1
            tally.note(case.name, told.status, told.status in case.statuses and one, told.seconds)
        alive = program.ready()
    yield at_least("cases", tally.cases, 150)
    yield none("answers that the corpus does not state", tally.wrong)
    yield none("5xx", tally.failed)
    yield at_most("slowest answer", round(tally.slowest, 2), 2, "s")
    yield exactly("ready afterwards", alive, True)


def _known(program: Program) -> dict[str, str]:
    assert program.credential is not None
    return bearer(program.credential)


def _refuse(client: httpx.Client, case: Refused, tally: _Tally) -> None:
    content = case.body if isinstance(case.body, bytes) else case.body()
    chunks = (content[start : start + _CHUNK] for start in range(0, len(content), _CHUNK))
    began = time.monotonic()
    try:
        answer = client.post(_ADDRESS, content=chunks if case.chunked else content, headers=dict(case.headers))
    except httpx.TransportError as error:
        # Refused and closed while the rest was still on its way.
        tally.note(f"{case.name}: {error!r}", 0, case.status == 413, time.monotonic() - began)
        return
    statuses = {400} if case.name in _BY_THE_SERVER else {case.status}
    tally.note(case.name, answer.status_code, answer.status_code in statuses, time.monotonic() - began)


def _accept(client: httpx.Client, case: Accepted, tally: _Tally) -> None:
    """It must be stored, and read back as it was answered."""
    began = time.monotonic()
    answer = client.post(_ADDRESS, content=case.body, headers=JSON)
    seconds = time.monotonic() - began
    right = answer.status_code == 201 and client.get(answer.headers["location"]).content == answer.content
    tally.note(case.name, answer.status_code, right, seconds)


TRIAL = Trial("D2", "the hostile corpus, D2 to D5", measure, short=None, bounded=None, full=None, in_tests=False)
