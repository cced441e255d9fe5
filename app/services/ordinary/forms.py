"""Ordinary forms of any pack: which one scores a form is found once for each office and year."""

from collections.abc import Callable
from typing import NamedTuple

from app.domain.rule_pack import FormKind, RulePack
from app.domain.submission import PackReference
from app.services.ordinary.admission import Admission
from app.services.ordinary.form import Form, FormReader, Header, Parts
from app.services.ordinary.json_text import compact
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.shapes import Shape
from app.services.sheet import PackUsed

Choose = Callable[[FormKind, str | None, int, PackReference | None], PackUsed]
"""The pack of a kind, region and year, or the one named; raises what the catalogue raises."""

_FORM = Shape(
    (
        *("kind", "fiscal_year", "region_code", "rule_pack"),
        *("project", "department", "unit", "funds", "objective", "indicators", "declared"),
    ),
    ("section_weights",),
)
_PACK = Shape(("id", "version"))
_KINDS = {kind.value: kind for kind in FormKind}
_YEARS = range(2000, 2101)


class Office(NamedTuple):
    """All that decides the pack."""

    kind: str
    fiscal_year: int
    region_code: str | None
    pack_id: str | None
    pack_version: str | None


class Desk(NamedTuple):
    """Who scores the forms of an office."""

    reader: FormReader
    header: Header
    used: PackUsed


class Ordinary(NamedTuple):
    """A scored form and the pack it was scored by; `members` counts every member of every object of it."""

    form: Form
    header: Header
    used: PackUsed
    members: int


class OrdinaryForms:
    """Scores what is ordinary, and nothing else."""

    def __init__(self, choose: Choose, admission: Admission, engine_version: str) -> None:
        self._choose = choose
        self._admission = admission
        self._engine_version = engine_version
        self._readers: dict[str, FormReader | None] = {}
        self._desks: Learned[Office, Desk] = Learned(self._open, 1_024)

    def score(self, document: object) -> Ordinary | None:
        """The form as it is in a request; None for one that is not ordinary, or that the contract refuses."""
        try:
            return self._score(document)
        except (Unordinary, TypeError):
            # TypeError: a list or an object where a text belongs cannot be looked up.
            return None

    def _score(self, document: object) -> Ordinary:
        kind, fiscal_year, region_code, pack, *parts = _FORM.members(document)
        pack_id, pack_version = _PACK.members(pack) if pack is not None else (None, None)
        if type(fiscal_year) is not int or (pack is not None and pack_id is None):
            raise Unordinary("fiscal_year or rule_pack")
        desk = self.desk(Office(kind, fiscal_year, region_code, pack_id, pack_version))
        form = desk.reader.score(desk.header, Parts(*parts))
        members = len(document) + (len(pack) if pack is not None else 0) + form.members  # type: ignore[arg-type]
        return Ordinary(form, desk.header, desk.used, members)

    def desk(self, office: Office) -> Desk:
        """Raises Unordinary for an office whose forms are for the domain."""
        return self._desks[office]

    def _open(self, office: Office) -> Desk:
        kind = _KINDS.get(office.kind)
        named = None if office.pack_id is None else PackReference(office.pack_id, office.pack_version)
        if kind is None or office.fiscal_year not in _YEARS or not self._admits(office):
            raise Unordinary(office)
        used = self._choose(kind, office.region_code, office.fiscal_year, named)
        opening = {"kind": office.kind, "fiscal_year": office.fiscal_year, "region_code": office.region_code}
        pack = used.pack
        told = {"id": pack.id, "version": pack.version, "digest": pack.digest, "resolved_by": used.resolved_by}
        members = {"rule_pack": told, "engine_version": self._engine_version}
        header = Header(
            kind,
            office.fiscal_year,
            office.region_code,
            compact(opening)[1:-1].encode(),
            compact(members)[1:-1].encode(),
        )
        return Desk(self._reader(pack), header, used)

    def _admits(self, office: Office) -> bool:
        region, pack, version = office.region_code, office.pack_id, office.pack_version
        if region is None and pack is None:
            return False
        return (
            (region is None or (type(region) is str and self._admission.region(region)))
            and (pack is None or (type(pack) is str and self._admission.pack_id(pack)))
            and (version is None or (type(version) is str and self._admission.pack_version(version)))
        )

    def _reader(self, pack: RulePack) -> FormReader:
        if pack.digest not in self._readers:
            try:
                self._readers[pack.digest] = FormReader(pack, self._admission)
            except Unordinary:
                self._readers[pack.digest] = None
        reader = self._readers[pack.digest]
        if reader is None:
            raise Unordinary(pack.id)
        return reader
