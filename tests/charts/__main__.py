"""Draws the golden charts anew: `python -m tests.charts`, then look at those that changed."""

from tests.charts.drawn import FOLDER, GOLDEN, golden_chart, golden_file


def main() -> None:
    for stale in FOLDER.glob("*.svg"):
        stale.unlink()
    for name, language in GOLDEN:
        golden_file(name, language).write_text(golden_chart(name, language), encoding="utf-8")


if __name__ == "__main__":
    main()
