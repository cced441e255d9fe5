"""Volumes that can be filled to the last byte and freed: small file systems in memory, or limits on file sizes."""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

_CHUNK = 64 * 1024


class Volume(Protocol):
    """Where somebody else's files lie."""

    def fill(self) -> None:
        """Leaves no room at all."""

    def free(self) -> None:
        """Leaves room again."""


@dataclass(frozen=True)
class MemoryVolume:
    """A tmpfs; only root may mount one."""

    folder: Path

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"

    def fill(self) -> None:
        for size in (_CHUNK, 512):
            with self._filler.open("ab", buffering=0) as filler:
                try:
                    while True:
                        filler.write(b"\0" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def free(self) -> None:
        self._filler.unlink()


@dataclass(frozen=True)
class SizeLimit:
    """No file of these processes may grow beyond so many bytes; needs no rights over a file system, but to be asked
    for by the account that the processes run under."""

    processes: Callable[[], list[int]]
    largest: int
    account: Mapping[str, Any] = field(default_factory=dict)

    def fill(self) -> None:
        self._limit(str(self.largest))

    def free(self) -> None:
        self._limit("unlimited")

    def _limit(self, size: str) -> None:
        for process in self.processes():
            command = ["prlimit", f"--pid={process}", f"--fsize={size}:"]
            subprocess.run(command, check=False, capture_output=True, cwd="/", **self.account)


@contextmanager
def mounted(folder: Path, mebibytes: int) -> Iterator[MemoryVolume]:
    """An empty volume at this folder; nothing is left of it afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=0700", "tmpfs", folder], check=True)
    try:
        yield MemoryVolume(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def may_mount(folder: Path) -> bool:
    """Whether this process may mount at all: root in a container often may not."""
    folder.mkdir(exist_ok=True)
    tried = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=False, capture_output=True)
    if tried.returncode == 0:
        subprocess.run(["umount", folder], check=True)
    return tried.returncode == 0


def family(process: int) -> list[int]:
    """A process and all that descend from it."""
    found = [process]
    for parent in found:
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def size_of(file: Path) -> int:
    return os.stat(file).st_size if file.exists() else 0
