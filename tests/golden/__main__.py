"""Writes the golden files anew: `python -m tests.golden`, then read the difference against the printed forms."""

import json
import tempfile

from app.storage.migrate import upgrade
from tests.golden.register import FOLDER, golden_file, register


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/golden.db"
        upgrade(url)
        registered = register(url)
    for stale in FOLDER.glob("*.json"):
        stale.unlink()
    for name, texts in registered.items():
        document = {part: json.loads(text) for part, text in texts.items()}
        golden_file(name).write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
