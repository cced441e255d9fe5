"""The native core: ordinary forms from bytes to bytes, where it was built (`scripts/build-core.sh`).

It scores by what the readers of this package have worked out, and asks for what it does not know yet; no threshold
and no word of an answer is its own. Where it is not there, or says that a form is not ordinary, the readers
themselves look at the form.
"""

import ctypes
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from app.domain.submission import NamedCode
from app.services.ordinary.form import FormReader
from app.services.ordinary.forms import Desk, Office, OrdinaryForms
from app.services.ordinary.learned import Unordinary
from app.services.ordinary.lessons import Fields, Lessons
from app.services.ordinary.library import Answer, library
from app.services.ordinary.message import message, parts, texts

_SCORED, _UNKNOWN, _FORGOT = 0, 1, 3
# Where an answer says at which byte it ended, and how many lines it dealt with.
_LINE_AT, _LINES = 8, 9
_DESK, _PACK = 0, 17
_MOST_FACTS = 60_000
# A new form asks some ten times: about its office, its names, then all its lines; and again where all was forgotten.
_MOST_QUESTIONS = 100
_KIND_AND_PACK = 5


class Record(NamedTuple):
    """What a record says of a form besides its sheet; `canonical` is its text with sorted members."""

    canonical: str
    project: NamedCode
    department: NamedCode
    unit: NamedCode
    declared_total: str | None


class CoreScored(NamedTuple):
    """A form that the core scored.

    `sheet` is the whole sheet, or its head and totals where that was asked for; score and weight are in millionths.
    """

    desk: Desk
    sheet: bytes
    score: int
    weight: int
    grade: str | None
    finding_codes: tuple[str, ...]
    record: Record | None


class LinesScored(NamedTuple):
    """Results, one a line; the byte where the first line begins that was not dealt with, and how many were."""

    results: bytes
    at: int
    lines: int


class Core:
    """Scores what is ordinary in every part, one form at a time."""

    def __init__(self, forms: OrdinaryForms, native: "ctypes.PyDLL", most_facts: int = _MOST_FACTS) -> None:
        """It forgets everything when it has been taught `most_facts`: more than any office needs."""
        self._forms = forms
        self._library = native
        self._core = native.ordinary_new(most_facts)
        self._answer = Answer()
        self._pointer = ctypes.byref(self._answer)
        self._lock = Lock()
        self._begin()

    def _begin(self) -> None:
        """Nothing has been taught yet."""
        self._desks: list[_TaughtDesk] = []
        self._packs: list[Lessons] = []

    def __del__(self) -> None:
        self._library.ordinary_free(self._core)

    def score(self, body: bytes, *, brief: bool = False, record: bool = False) -> CoreScored | None:
        """The form in a body; None for one that is not ordinary. `brief` leaves out all but head and totals."""
        score = self._library.ordinary_score
        with self._lock:
            for _ in range(_MOST_QUESTIONS):
                status = score(self._core, body, len(body), brief, record, self._pointer)
                if status == _SCORED:
                    return self._scored(record)
                if status != _UNKNOWN or not self._taught():
                    return None
        return None

    def score_lines(self, text: bytes, start: int, number: int, longest: int, opening: bytes) -> LinesScored:
        """The forms of a text, one a line, from `start` on, up to one that is not ordinary or longer than `longest`.

        The first has this `number`, which follows the `opening` of its result.
        """
        at, lines, questions = start, 0, 0
        with self._lock:
            status = self._score_lines(text, at, number, longest, opening, begins=True)
            while True:
                questions = questions + 1 if self._answer[_LINES] == 0 else 1
                at, lines = self._answer[_LINE_AT], lines + self._answer[_LINES]
                if status != _UNKNOWN or questions > _MOST_QUESTIONS or not self._taught():
                    break
                status = self._score_lines(text, at, number + lines, longest, opening)
            # At the end there is nothing to be scored, and the answer is what was scored so far.
            self._score_lines(text, len(text), number, longest, opening)
            return LinesScored(self._bytes(), at, lines)

    def _score_lines(
        self, text: bytes, at: int, number: int, longest: int, opening: bytes, *, begins: bool = False
    ) -> int:
        where = text, len(text), at, number, longest, opening, len(opening)
        return int(self._library.ordinary_score_lines(self._core, *where, begins, self._pointer))

    def _bytes(self) -> bytes:
        address, length = self._answer[:2]
        return ctypes.string_at(address, length)

    def _scored(self, record: bool) -> CoreScored:
        address, length, desk, score, weight, band, department, unit, _head, sheet, codes, *ends = self._answer[:]
        taught = self._desks[desk]
        lessons = taught.lessons
        rest = ctypes.string_at(address + sheet, length - sheet)
        return CoreScored(
            taught.desk,
            ctypes.string_at(address, sheet),
            score,
            weight,
            lessons.grades[band],
            _codes(rest[: codes - sheet]),
            _record(rest, codes - sheet, [end - sheet for end in ends], lessons.units[department], lessons.units[unit])
            if record
            else None,
        )

    def _taught(self) -> bool:
        """Answers the questions that the core has ended with; False where only the domain could."""
        try:
            for key in dict.fromkeys(parts(self._bytes())):
                if key is not None and not self._learnt(key, self._answer_to(key)):
                    break
        except Unordinary:
            return False
        return True

    def _answer_to(self, key: bytes) -> bytes:
        kind, pack, fields = key[0], int.from_bytes(key[1:_KIND_AND_PACK], "little"), texts(key[_KIND_AND_PACK:])
        return self._open(fields) if kind == _DESK else self._packs[pack].answer(kind, fields)

    def _open(self, fields: Fields) -> bytes:
        """A desk: kind, year, region, pack and version of a form."""
        kind, year, region_code, pack_id, version = fields
        office = Office(kind or "", int(year or 0), region_code, pack_id, version)
        desk = self._forms.desk(office)
        number = self._pack_number(desk.reader)
        lessons = self._packs[number]
        self._desks.append(_TaughtDesk(desk, lessons))
        scope = lessons.scope(office.kind, office.fiscal_year, office.region_code)
        return message(len(self._desks) - 1, number, desk.header.opening, desk.header.pack, scope)

    def _pack_number(self, reader: FormReader) -> int:
        for number, lessons in enumerate(self._packs):
            if lessons.reader is reader:
                return number
        lessons, number = Lessons(reader), len(self._packs)
        self._packs.append(lessons)
        if not self._learnt(bytes([_PACK]) + number.to_bytes(4, "little"), lessons.pack()):
            raise Unordinary("no room for the pack")
        return number

    def _learnt(self, key: bytes, value: bytes) -> bool:
        """Whether the core took it; if not, it has made room by forgetting everything else."""
        told = message(key, value)
        status = self._library.ordinary_learn(self._core, told, len(told))
        if status == _FORGOT:
            self._begin()
        elif status != _SCORED:
            raise Unordinary("a lesson that was not understood")
        return bool(status == _SCORED)


class _TaughtDesk(NamedTuple):
    desk: Desk
    lessons: Lessons


@lru_cache(4_096)
def _codes(text: bytes) -> tuple[str, ...]:
    return tuple(text.decode().split(",")) if text else ()


def _record(text: bytes, begin: int, ends: list[int], department: NamedCode, unit: NamedCode) -> Record:
    """The texts from `begin` on, each up to its end; one that ends before the beginning of all is not there."""
    found: list[str | None] = []
    for end in ends:
        found.append(text[begin:end].decode() if end >= begin else None)
        begin = max(begin, end)
    canonical, code, name, total = found
    return Record(canonical or "", NamedCode(code or None, name or None), department, unit, total)


def core_of(forms: OrdinaryForms) -> Core | None:
    """A core that knows nothing yet; None where none was built."""
    native = library()
    return None if native is None else Core(forms, native)
