"""One line of a bulk file in, one line out: what a worker process does, over the same engine as the service."""

import gc
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic_core import to_json

from app.api.json_syntax import parse_json
from app.api.problem import Problem
from app.api.problem_types import BodyTooLarge
from app.api.v1.body_scorer import BodyScorer
from app.api.v1.form_file import read_form
from app.api.v1.mapping import submission_of
from app.domain.submission import PackReference
from app.rules.catalogue import Catalogue, load_catalogue
from app.rules.errors import RulePackError
from app.services.ordinary.json_text import compact
from app.services.score import Scorer
from app.terminal.bulk_table import Numbered, table_row

Form = Literal["json", "csv"]


class Asked(NamedTuple):
    """How a file is to be scored."""

    folders: tuple[Path, ...]
    """With rule packs beside those of the product."""
    explain: bool
    """Whole sheets rather than heads, totals and codes of findings."""
    form: Form
    longest: int
    """Bytes of a line."""
    numbered: Numbered = "line"
    pack: PackReference | None = None
    """By which to score instead of the one that a form names."""


class Line(NamedTuple):
    """A form and its number, from 1; of one that is too long only the beginning.

    `told` are members of a JSON object, a comma after each, that its result says of it besides.
    """

    number: int
    content: bytes
    told: bytes = b""


class Stretch(NamedTuple):
    """Whole lines of a file as they are, and the number of the first."""

    first: int
    text: bytes

    def line(self, number: int, at: int) -> tuple[Line, int]:
        """The line that begins at `at`, and where the next one does."""
        end = self.text.find(b"\n", at)
        end = len(self.text) if end < 0 else end
        return Line(number, self.text[at:end].rstrip(b"\r")), end + 1


Parcel = Stretch | Sequence[Line]
"""What a worker gets at once."""


class Done(NamedTuple):
    """What became of some lines that follow each other."""

    scored: list[bytes]
    rejected: list[bytes]


class LineScorer:
    """Scores lines; which are bad is no error."""

    def __init__(self, asked: Asked, catalogue: Catalogue) -> None:
        self._scorer = Scorer(catalogue)
        self._bodies = BodyScorer(self._scorer, drafts=True)
        self._asked = asked

    def score(self, parcel: Parcel) -> Done:
        done = Done([], [])
        if isinstance(parcel, Stretch):
            self._score_stretch(parcel, done)
        else:
            for line in parcel:
                self._score_line(line, done)
        return done

    def _score_stretch(self, stretch: Stretch, done: Done) -> None:
        """Most lines at once, the rest one by one."""
        asked, (number, text) = self._asked, stretch
        plain = asked.form == "json" and not asked.explain and asked.pack is None
        opening, at = b'"%b":' % asked.numbered.encode(), 0
        while at < len(text):
            if plain:
                scored = self._bodies.brief_lines(text, at, number, asked.longest, opening)
                done.scored.extend(scored.results.splitlines(keepends=True))
                at, number = scored.at, number + scored.lines
            if at < len(text):
                line, at = stretch.line(number, at)
                self._score_line(line, done)
                number += 1

    def _score_line(self, line: Line, done: Done) -> None:
        if not line.content.strip():
            return
        try:
            done.scored.append(self._written(line))
        except Problem as problem:
            done.rejected.append(self._rejected(line, _refusal(problem)))
        except RulePackError as error:
            done.rejected.append(self._rejected(line, _told("rule-pack", error.message)))

    def _written(self, line: Line) -> bytes:
        if len(line.content) > self._asked.longest:
            raise BodyTooLarge(self._asked.longest)
        body = line.content if self._asked.pack is None else _under(line.content, self._asked.pack)
        text = b"{%b%b}\n" % (self._opening(line), self._members(body))
        return text if self._asked.form == "json" else table_row(json.loads(text), self._asked.numbered)

    def _opening(self, line: Line) -> bytes:
        return b'"%b":%d,%b' % (self._asked.numbered.encode(), line.number, line.told)

    def _rejected(self, line: Line, why: dict[str, Any]) -> bytes:
        return b"{%b%b\n" % (self._opening(line), compact(why)[1:].encode())

    def _members(self, body: bytes) -> bytes:
        if self._asked.explain:
            scored = self._bodies.score(body)
            return b'"status":"%b",%b' % (scored.status.value.encode(), scored.sheet[1:-1])
        brief = self._bodies.brief(body)
        if brief is not None:
            codes = compact(brief.finding_codes).encode()
            return b'"status":"scored",%b,"finding_codes":%b' % (brief.head, codes)
        scored_by_domain = self._scorer.score(submission_of(read_form(body)), drafts=True)
        status = scored_by_domain.evaluation.status.value
        return compact({"status": status, **_without_lines(json.loads(scored_by_domain.sheet))})[1:-1].encode()


def _without_lines(sheet: dict[str, Any]) -> dict[str, Any]:
    """The sheet from the first member to the totals, with the codes of what was found."""
    head = {name: member for name, member in sheet.items() if name not in _LINES}
    return {**head, "finding_codes": sorted({finding["code"] for finding in sheet["findings"]})}


_LINES = frozenset({"funds", "sections", "indicators", "findings"})


def _refusal(problem: Problem) -> dict[str, Any]:
    told = _told(problem.slug, problem.explanation)
    errors = [
        {"pointer": each.pointer, "code": each.code, "message_zh": each.message.zh, "message_en": each.message.en}
        for each in problem.errors
    ]
    return {**told, "errors": errors}


def _told(reason: str, words: Any) -> dict[str, Any]:
    return {"reason": reason, "message_zh": words.zh, "message_en": words.en}


def _under(body: bytes, pack: PackReference) -> bytes:
    """The form as it would be if it named this pack; what is no form is left as it is."""
    document = parse_json(body)
    if not isinstance(document, dict):
        return body
    named = {"id": pack.id} if pack.version is None else {"id": pack.id, "version": pack.version}
    return to_json(document | {"rule_pack": named})


# A worker process has one: its parent's, or one made when the process begins.
_own: list[LineScorer] = []


def share_with_workers(scorer: LineScorer) -> None:
    """For worker processes that begin as copies of this one."""
    _own[:] = [scorer]
    # The rules stay for good: looking through them for garbage would make every worker copy them.
    gc.collect()
    gc.freeze()


def begin_worker(asked: Asked) -> None:
    if not _own:
        share_with_workers(LineScorer(asked, load_catalogue(*asked.folders)))


def score_in_worker(parcel: Parcel) -> Done:
    return _own[0].score(parcel)
