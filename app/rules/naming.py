"""Which pack file a person means: a path, an id, or `id@version`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.rule_pack import PackStatus
from app.rules.catalogue import PACK_FILE, PACKS, find_packs
from app.rules.errors import InvalidRulePack, Problem, RulePackNotFound
from app.rules.loader import read_file


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A pack file and what it calls itself; it may be wrong in every other respect."""

    file: Path
    pack_id: str
    version: str
    in_force: bool

    @property
    def age(self) -> tuple[int, ...]:
        return tuple(int(part) if part.isdecimal() else 0 for part in self.version.split("."))


def files_named(name: str, *own_folders: Path) -> list[Path]:
    """The pack files at a path, else every version of an id, else the one version of `id@version`.

    Raises:
        InvalidRulePack: a folder without packs.
        RulePackNotFound: neither a path nor a pack of the product or of the own folders.
    """
    path = Path(name)
    if not path.exists():
        return [named.file for named in _versions(name, own_folders)]
    files = find_packs(path)
    if not files:
        raise InvalidRulePack([Problem(name, 1, 1, f"没有 {PACK_FILE}", f"no {PACK_FILE} here")])
    return files


def file_named(name: str, *own_folders: Path) -> Path:
    """One pack file: of an id the latest version in force, or the latest draft where none is.

    Raises:
        InvalidRulePack: a folder without packs, or with several.
        RulePackNotFound: neither a path nor a pack of the product or of the own folders.
    """
    if not Path(name).exists():
        versions = _versions(name, own_folders)
        return max(versions, key=lambda each: (each.in_force, each.age)).file
    files = files_named(name)
    if len(files) > 1:
        listed = "、".join(str(file) for file in files)
        raise InvalidRulePack([Problem(name, 1, 1, f"不止一个规则包：{listed}", "several packs here: name one")])
    return files[0]


def _versions(name: str, own_folders: tuple[Path, ...]) -> list[NamedFile]:
    pack_id, _, version = name.partition("@")
    found = [
        named
        for named in _named(find_packs(PACKS, *own_folders))
        if named.pack_id == pack_id and (not version or named.version == version)
    ]
    if not found:
        raise RulePackNotFound(pack_id, version or None)
    return sorted(found, key=lambda each: each.age)


def _named(files: list[Path]) -> Iterator[NamedFile]:
    """A file that cannot be read has no name; whoever checks it hears why."""
    for file in files:
        try:
            document = read_file(file)
        except InvalidRulePack:
            continue
        pack_id, version = document.get("rule_pack"), document.get("version")
        if isinstance(pack_id, str) and isinstance(version, str):
            in_force = document.get("status") == PackStatus.IN_FORCE.value
            yield NamedFile(file, pack_id, version, in_force)
