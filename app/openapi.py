"""Writes `openapi/v1.json` from the code, or checks that the committed file is current.

`python -m app.openapi` writes; `python -m app.openapi --check` fails when the file is stale.
"""

import argparse
import json
import sys
from pathlib import Path

from app.main import create_app
from app.settings import Settings

FILE = Path(__file__).resolve().parents[1] / "openapi" / "v1.json"


def generated() -> str:
    """The specification as the committed file holds it."""
    return json.dumps(create_app(Settings()).openapi(), ensure_ascii=False, indent=2) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when openapi/v1.json is stale")
    if not parser.parse_args().check:
        FILE.write_text(generated(), encoding="utf-8")
        return 0
    if FILE.is_file() and FILE.read_text(encoding="utf-8") == generated():
        return 0
    sys.stderr.write("openapi/v1.json is stale: run `make openapi` and review the difference\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
