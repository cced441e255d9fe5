"""Another Python than the development one, with what the service needs at run time, where the machine has one.

`python -m tests.reliability.other_python` builds it into .venv-other; without another Python, or without a package
index, it says so and `make reliability` goes on with the one there is.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".venv-other"
_VERSIONS = ("3.15", "3.14", "3.13", "3.12", "3.11")
_REQUIREMENTS = "requirements.txt"
_TELL = "import sys; print('%d.%d' % sys.version_info[:2])"


def other_python() -> Path | None:
    """The one that was built, if its version is another and it has what is required now."""
    python, built_from = FOLDER / "bin" / "python", FOLDER / _REQUIREMENTS
    if not built_from.exists() or built_from.read_bytes() != (ROOT / _REQUIREMENTS).read_bytes():
        return None
    return python if _version(python) not in (None, version()) else None


def version(python: Path | str = sys.executable) -> str:
    """Major and minor, as in 3.11."""
    return _version(python) or "unknown"


def main() -> int:
    if other_python() is not None and _works(FOLDER / "bin" / "python"):
        return 0
    shutil.rmtree(FOLDER, ignore_errors=True)
    for python in _candidates():
        environment = {**os.environ, "PYTHON": str(python)}
        done = subprocess.run(
            ["scripts/install.sh", FOLDER, _REQUIREMENTS],
            cwd=ROOT,
            env=environment,
            check=False,
            stdout=sys.stderr,
        )
        if done.returncode == 0 and _works(FOLDER / "bin" / "python"):
            shutil.copy(ROOT / _REQUIREMENTS, FOLDER)
            return 0
        shutil.rmtree(FOLDER, ignore_errors=True)
    print("==> No other Python could be set up: both settings of C1 will run on this one", file=sys.stderr)
    return 0


def _works(python: Path) -> bool:
    return subprocess.run([python, "-c", "import app.main"], cwd=ROOT, check=False).returncode == 0


def _candidates() -> Iterator[Path]:
    """On the path, then beside the installation this one comes from, the newest first."""
    for wanted in _VERSIONS:
        found = shutil.which(f"python{wanted}")
        beside = sorted(Path(sys.base_prefix).resolve().parent.glob(f"*{wanted}*/bin/python{wanted}"), reverse=True)
        for python in [*([Path(found)] if found else []), *beside]:
            if _version(python) == wanted != version():
                yield python


def _version(python: Path | str) -> str | None:
    try:
        told = subprocess.run([python, "-c", _TELL], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return told.stdout.strip() or None


if __name__ == "__main__":
    sys.exit(main())
