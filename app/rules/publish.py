"""Publishing: a finished pack takes its place in the folder where running services look for packs."""

import os
import re
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.rule_pack import PackStatus, RulePack
from app.rules.cases import CASE_FILE
from app.rules.catalogue import PACK_FILE, Catalogue, compile_files, find_packs, in_force_together, product_packs
from app.rules.compiler import CompiledPack
from app.rules.errors import AlreadyPublished, InvalidRulePack, RulePackNotInForce
from app.rules.source_note import SOURCE_FILE
from app.rules.trial import try_pack

_IN_FORCE = re.compile(r"^status:[ \t]*['\"]?in_force['\"]?(?=[ \t]*(?:#|$))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Publication:
    """A pack that may be published: its file, the folder of its version, and the files of versions it replaces."""

    pack: RulePack
    file: Path
    place: Path
    replaces: tuple[Path, ...]


def prepare(file: Path, folder: Path) -> Publication:
    """Everything that can be checked beforehand; nothing is written.

    What was begun and cut off may be prepared again: the same version with the same digest.

    Raises:
        InvalidRulePack: the pack breaks the format, a case of it fails, or it rivals another pack.
        RulePackNotInForce: its status says that it is not finished, or past.
        AlreadyPublished: the folder has another content under this id and version.
    """
    (compiled,) = compile_files([file])
    pack = compiled.pack
    if pack.status is not PackStatus.IN_FORCE:
        raise RulePackNotInForce(pack.id, pack.version)
    problems = try_pack(file).problems
    if problems:
        raise InvalidRulePack(problems)
    published = compile_files(find_packs(folder)) if folder.is_dir() else []
    _refuse_another_content(compiled, published)
    others = [each for each in published if _named(each) != _named(compiled)]
    older = [each for each in others if in_force_together(each, compiled)]
    _check_side_by_side(compiled, others, older)
    place = folder / pack.id / pack.version
    return Publication(pack, file, place, tuple(Path(each.file) for each in older))


def publish(publication: Publication) -> None:
    """Puts the pack into its place at once and whole, then marks the versions that it replaces as superseded.

    In between two versions are in force at the same time, which a service refuses to load: it goes on with what it
    has until the second step is done.

    Raises:
        AlreadyPublished: somebody else was quicker.
    """
    if not (publication.place / PACK_FILE).exists():
        _put(publication.file.parent, publication.place)
    for file in publication.replaces:
        _replace_text(file, _IN_FORCE.sub("status: superseded", file.read_text(encoding="utf-8"), count=1))


def _named(compiled: CompiledPack) -> tuple[str, str]:
    return compiled.pack.id, compiled.pack.version


def _refuse_another_content(compiled: CompiledPack, published: Sequence[CompiledPack]) -> None:
    for each in published:
        if _named(each) == _named(compiled) and each.pack.digest != compiled.pack.digest:
            raise AlreadyPublished(*_named(compiled))


def _check_side_by_side(compiled: CompiledPack, others: Sequence[CompiledPack], older: Sequence[CompiledPack]) -> None:
    past = [replace(each, pack=replace(each.pack, status=PackStatus.SUPERSEDED)) for each in older]
    kept = [each for each in others if each not in older]
    Catalogue([*product_packs(), *kept, *past, compiled])


def _put(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    # Names that begin with a dot are no packs to whoever looks.
    staging = place.parent / f".{place.name}-{secrets.token_hex(8)}"
    staging.mkdir()
    try:
        for name in (CASE_FILE, SOURCE_FILE, PACK_FILE):
            if (source / name).exists():
                _write(staging / name, (source / name).read_bytes())
        try:
            staging.rename(place)
        except OSError as error:
            if place.exists():
                raise AlreadyPublished(place.parent.name, place.name) from error
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    for folder in (place, place.parent, place.parent.parent):
        _keep(folder)


def _replace_text(file: Path, text: str) -> None:
    written = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    _write(written, text.encode())
    written.replace(file)
    _keep(file.parent)


def _write(file: Path, content: bytes) -> None:
    with file.open("xb") as output:
        output.write(content)
        output.flush()
        os.fsync(output.fileno())


def _keep(folder: Path) -> None:
    """A new name is durable only once its folder is."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
