"""The native core: ordinary forms from bytes to bytes, where it was built (`scripts/build-core.sh`).

It scores by what the readers of this package have worked out, and asks for what it does not know yet; no threshold
and no word of an answer is its own. Where it is not there, or says that a form is not ordinary, the readers
themselves look at the form.
"""

import ctypes
from decimal import Decimal
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from app.domain.evaluation import Status
from app.domain.submission import NamedCode
from app.services.form import Head, ScoredForm
from app.services.ordinary.figures import number_of, trimmed_number_of
from app.services.ordinary.form import FormReader, Header
from app.services.ordinary.forms import Office, OrdinaryForms
from app.services.ordinary.learned import Unordinary
from app.services.ordinary.lessons import Fields, Lessons
from app.services.ordinary.library import Answer, library
from app.services.ordinary.message import message, parts, texts
from app.services.sheet import PackUsed

_STATUS = Status.SCORED.value
_SCORED, _UNKNOWN, _FORGOT = 0, 1, 3
# Where an answer says at which byte it ended, and how many lines it dealt with.
_LINE_AT, _LINES = 8, 9
_DESK, _PACK = 0, 17
_MOST_FACTS = 60_000
# A new form asks some ten times: about its office, its names, then all its lines; and again where all was forgotten.
_MOST_QUESTIONS = 100
_KIND_AND_PACK = 5


class CoreScored(NamedTuple):
    """A form that the core scored; `sheet` is the whole sheet, or its head and totals where that was asked for."""

    used: PackUsed
    sheet: bytes
    finding_codes: tuple[str, ...]


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

    def score(self, body: bytes) -> CoreScored | None:
        """The form in a body; None for one that is not ordinary."""
        with self._lock:
            return self._scored() if self._scores(body) else None

    def brief(self, body: bytes) -> CoreScored | None:
        """As `score`, without all of the sheet but head and totals."""
        with self._lock:
            return self._scored() if self._scores(body, brief=True) else None

    def form_to_record(self, body: bytes) -> ScoredForm | None:
        """As `score`, with all that a record says of the form."""
        with self._lock:
            return self._to_record() if self._scores(body, record=True) else None

    def _scores(self, body: bytes, *, brief: bool = False, record: bool = False) -> bool:
        """Whether the answer now holds the form's score."""
        for _ in range(_MOST_QUESTIONS):
            status = self._library.ordinary_score(self._core, body, len(body), brief, record, self._pointer)
            if status == _SCORED:
                return True
            if status != _UNKNOWN or not self._taught():
                return False
        return False

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

    def _scored(self) -> CoreScored:
        address, _, desk, *_, sheet, codes, _, _, _, _ = self._answer[:]
        found = ctypes.string_at(address + sheet, codes - sheet)
        return CoreScored(self._desks[desk].used, ctypes.string_at(address, sheet), _codes(found))

    def _to_record(self) -> ScoredForm:
        address, length, desk, score, weight, band, department, unit, _, sheet, *ends = self._answer[:]
        used, header, lessons = self._desks[desk]
        text = ctypes.string_at(address + sheet, length - sheet)
        codes, canonical, code, name, total = [end - sheet for end in ends]
        project = NamedCode(text[canonical:code].decode() or None, text[code:name].decode() or None)
        declared = text[name:total].decode()
        return ScoredForm(
            head=Head(
                header.kind,
                header.fiscal_year,
                header.region_code,
                project,
                lessons.units[department],
                lessons.units[unit],
            ),
            canonical=text[codes:canonical],
            pack=used.pack,
            sheet=ctypes.string_at(address, sheet),
            status=_STATUS,
            score=number_of(score),
            weight=trimmed_number_of(weight),
            declared_total=Decimal(declared) if declared else None,
            grade=lessons.grades[band],
            finding_codes=_codes(text[:codes]),
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
        self._desks.append(_TaughtDesk(desk.used, desk.header, lessons))
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
    used: PackUsed
    header: Header
    lessons: Lessons


@lru_cache(4_096)
def _codes(text: bytes) -> tuple[str, ...]:
    return tuple(text.decode().split(",")) if text else ()


def core_of(forms: OrdinaryForms) -> Core | None:
    """A core that knows nothing yet; None where none was built."""
    native = library()
    return None if native is None else Core(forms, native)
