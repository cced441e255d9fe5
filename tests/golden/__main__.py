"""Writes the golden files anew, the charts among them: `python -m tests.golden`.

Then read the difference against the printed forms, and look at the charts that changed.
"""

import json
import tempfile

from app.storage.migrate import upgrade
from tests.charts.__main__ import main as draw_charts
from tests.golden.register import SETS, folder, register


def main() -> None:
    for of_set, names in SETS.items():
        write(of_set, names)
    draw_charts()


def write(of_set: str, names: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as database:
        url = f"sqlite:///{database}/golden.db"
        upgrade(url)
        registered = register(url, names)
    folder(of_set).mkdir(exist_ok=True)
    for stale in folder(of_set).glob("*.json"):
        stale.unlink()
    for name, texts in registered.items():
        document = {part: json.loads(text) for part, text in texts.items()}
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        (folder(of_set) / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
