"""All rule packs that are there, and which one applies: never a silent fallback."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.rule_pack import FormKind, PackStatus, RulePack, Scope
from app.domain.text import Text
from app.rules.compiler import CompiledPack, compile_document
from app.rules.errors import InvalidRulePack, NoRulePack, Problem, RulePackDraft, RulePackNotFound
from app.rules.loader import Document, read_file

PACKS = Path(__file__).parent / "packs"
PACK_FILE = "pack.yaml"

_PREFIX_LENGTHS = (6, 4, 2)
_NO_END = 9999


@dataclass(frozen=True, slots=True)
class Resolution:
    """The pack that applies, and why, for the answer."""

    pack: RulePack
    reason: Text


class Catalogue:
    """Every pack version at hand; read once, never changed."""

    def __init__(self, packs: Iterable[CompiledPack]) -> None:
        """Raises InvalidRulePack when two packs claim one version, or one scope by default."""
        self._packs = sorted(packs, key=lambda each: (each.pack.id, _parts(each.pack.version)))
        problems = [*_same_version(self._packs), *_rival_defaults(self._packs), *_two_in_force(self._packs)]
        if problems:
            raise InvalidRulePack(problems)
        self._by_id: dict[str, list[CompiledPack]] = {}
        self._by_place: dict[tuple[FormKind, str | None], list[RulePack]] = {}
        for each in self._packs:
            self._by_id.setdefault(each.pack.id, []).append(each)
            self._by_place.setdefault((each.pack.scope.kind, each.pack.scope.region), []).append(each.pack)

    def ids(self) -> tuple[str, ...]:
        return tuple(self._by_id)

    def versions(self, pack_id: str) -> tuple[RulePack, ...]:
        """Every version of a pack, the latest first, drafts included.

        Raises:
            RulePackNotFound: no pack has this id.
        """
        found = tuple(each.pack for each in reversed(self._by_id.get(pack_id, ())))
        if not found:
            raise RulePackNotFound(pack_id, None)
        return found

    def get(self, pack_id: str, version: str | None = None, *, drafts: bool = False) -> RulePack:
        """The version named, or the latest in force; with `drafts`, for a preview, a draft will do.

        Raises:
            RulePackNotFound: no such pack, no such version, or none that is in force.
            RulePackDraft: there is one, but only as a draft.
        """
        candidates = self.versions(pack_id)
        if version is not None:
            pack = next((each for each in candidates if each.version == version), None)
        else:
            pack = _latest(candidates, drafts)
        if pack is None:
            raise RulePackNotFound(pack_id, version)
        if pack.status is PackStatus.DRAFT and not drafts:
            raise RulePackDraft(pack.id, pack.version)
        return pack

    def raw(self, pack_id: str, version: str) -> dict[str, Any]:
        """The file of a version as JSON data: decimals as text, percentages as printed.

        Raises:
            RulePackNotFound: no such pack or version.
        """
        for each in self._by_id.get(pack_id, ()):
            if each.pack.version == version:
                return each.raw
        raise RulePackNotFound(pack_id, version)

    def resolve(self, kind: FormKind, region_code: str, fiscal_year: int) -> Resolution:
        """The default pack in force of the nearest region: county, city, province, then the nation.

        Raises:
            NoRulePack: no default pack is for this kind, region and year.
        """
        regions = (*(region_code[:length] for length in _PREFIX_LENGTHS if len(region_code) >= length), None)
        for region in regions:
            for pack in self._by_place.get((kind, region), ()):
                if _applies(pack, fiscal_year):
                    return Resolution(pack, _reason(pack, region_code, fiscal_year))
        raise NoRulePack(kind.value, region_code, fiscal_year)


def load_catalogue(*extra: Path) -> Catalogue:
    """The packs that come with the product, and those of further folders.

    Raises:
        InvalidRulePack: with every problem of every file.
    """
    return Catalogue([*product_packs(), *compile_files(find_packs(*extra))])


@cache
def product_packs() -> tuple[CompiledPack, ...]:
    """The packs that come with the product; their files do not change under a running program."""
    return tuple(compile_files(find_packs(PACKS)))


def find_packs(*paths: Path) -> list[Path]:
    """The pack files at some paths: files themselves, and every `pack.yaml` below a folder.

    What lies below a name that begins with a dot is on its way to a place, and none yet.
    """
    return [file for path in paths for file in (_packs_below(path) if path.is_dir() else [path])]


def _packs_below(folder: Path) -> list[Path]:
    found = folder.rglob(PACK_FILE)
    return sorted(file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts))


def in_force_together(one: CompiledPack, other: CompiledPack) -> bool:
    """Whether two versions of a pack claim to be in force in the same year."""
    same = one.pack.id == other.pack.id and one.pack.version != other.pack.version
    return same and _both_in_force(one, other) and _overlap(one.pack.scope, other.pack.scope)


def compile_files(files: Sequence[Path]) -> list[CompiledPack]:
    """Compiles pack files.

    Raises:
        InvalidRulePack: with every problem of every file.
    """
    packs: list[CompiledPack] = []
    problems: list[Problem] = []
    for file in files:
        try:
            document = read_file(file, shown_as=_shown(file))
            problems.extend(_misplaced(document, file))
            packs.append(compile_document(document))
        except InvalidRulePack as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidRulePack(problems)
    return packs


def check_paths(*paths: Path) -> list[Problem]:
    """Every problem of the packs at some paths, each alone and side by side; none when all is well."""
    files = find_packs(*paths)
    if not files:
        return [Problem(str(path), 1, 1, f"没有 {PACK_FILE}", f"no {PACK_FILE} here") for path in paths]
    try:
        Catalogue(compile_files(files))
    except InvalidRulePack as error:
        return list(error.problems)
    return []


def _shown(file: Path) -> str:
    """Packs of the product by their place in it, others as they were named."""
    return file.relative_to(PACKS).as_posix() if file.is_relative_to(PACKS) else str(file)


def _misplaced(document: Document, file: Path) -> Iterator[Problem]:
    """A version lives in the folder that bears its number."""
    version, folder = document.get("version"), file.absolute().parent.name
    if file.name == PACK_FILE and isinstance(version, str) and folder != version:
        yield document.problem(
            ("version",),
            f"版本 {version} 与目录名 {folder} 不符",
            f"{version} is not its folder's name {folder}",
        )


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _latest(candidates: Sequence[RulePack], drafts: bool) -> RulePack | None:
    in_force = next((each for each in candidates if each.status is PackStatus.IN_FORCE), None)
    draft = next((each for each in candidates if each.status is PackStatus.DRAFT), None)
    return in_force or (draft if drafts or all(each is draft for each in candidates) else None)


def _applies(pack: RulePack, fiscal_year: int) -> bool:
    return pack.status is PackStatus.IN_FORCE and pack.scope.default and pack.scope.covers_year(fiscal_year)


def _reason(pack: RulePack, region_code: str, fiscal_year: int) -> Text:
    if pack.scope.region is None:
        return Text(
            f"{region_code} 没有 {fiscal_year} 年度的地方规则包，采用全国规则包",
            f"no local pack for {region_code} in {fiscal_year}: the national one applies",
        )
    return Text(
        f"区划 {pack.scope.region} 的规则包适用于 {region_code} {fiscal_year} 年度，是最近的一级",
        f"the pack of region {pack.scope.region} is the nearest one for {region_code} in {fiscal_year}",
    )


def _overlap(one: Scope, other: Scope) -> bool:
    last = min(one.last_year or _NO_END, other.last_year or _NO_END)
    return max(one.first_year, other.first_year) <= last


def _same_version(packs: Sequence[CompiledPack]) -> Iterator[Problem]:
    for one, other in _pairs(packs):
        if (one.pack.id, one.pack.version) == (other.pack.id, other.pack.version):
            named = f"{other.pack.id}@{other.pack.version}"
            yield Problem(other.file, 1, 1, f"{named} 已在 {one.file} 中", f"{named} is already in {one.file}")


def _rival_defaults(packs: Sequence[CompiledPack]) -> Iterator[Problem]:
    for one, other in _pairs(packs):
        first, second = one.pack.scope, other.pack.scope
        same = (first.kind, first.region) == (second.kind, second.region) and one.pack.id != other.pack.id
        if same and first.default and second.default and _both_in_force(one, other) and _overlap(first, second):
            yield Problem(
                other.file,
                1,
                1,
                f"与 {one.file} 同为同一范围的默认规则包",
                f"rivals {one.file} as the default of one scope",
            )


def _two_in_force(packs: Sequence[CompiledPack]) -> Iterator[Problem]:
    for one, other in _pairs(packs):
        if in_force_together(one, other):
            yield Problem(
                other.file,
                1,
                1,
                f"与 {one.file} 同时有效，较早的版本应标为 superseded",
                f"in force at the same time as {one.file}: supersede the older version",
            )


def _both_in_force(one: CompiledPack, other: CompiledPack) -> bool:
    return one.pack.status is other.pack.status is PackStatus.IN_FORCE


def _pairs(packs: Sequence[CompiledPack]) -> Iterator[tuple[CompiledPack, CompiledPack]]:
    for index, one in enumerate(packs):
        for other in packs[index + 1 :]:
            yield one, other
