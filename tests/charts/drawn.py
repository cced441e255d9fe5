"""Charts of the example forms, drawn the same way in every run, and a look into a drawing.

    python -m tests.charts

draws the golden files anew; look at every picture that changed before committing it.
"""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from app.charts.chart import score_chart
from app.charts.wording import Language
from app.services.score import Scorer
from tests.forms import NAMES, Form, example, form_from
from tests.serving import shipped_packs

FOLDER = Path(__file__).parent / "golden"
# English is the same drawing in other words: one form of each kind shows them all.
GOLDEN: tuple[tuple[str, Language], ...] = (
    *((name, "zh") for name in NAMES),
    ("beijing-training-2024", "en"),
    ("bohu-2022", "en"),
    ("saybagh-2023", "en"),
    ("shaanxi-chinese-medicine-2018", "en"),
    ("shaanxi-department-2018", "en"),
)
SVG = "{http://www.w3.org/2000/svg}"
HEAD = {
    "id": "019ab3c2-7d10-7c3e-9a55-0242ac120002",
    "recorded_at": "2025-01-20T08:00:00.000000Z",
    "audit": {"sheet_digest": "sha256:golden"},
}


def answer_to(form: Form, **head: Any) -> dict[str, Any]:
    """What a preview answers to a form; `head` replaces members of a record."""
    return {**json.loads(Scorer(shipped_packs()).preview(form_from(form))), **head}


def drawn(form: Form, language: Language = "zh", **head: Any) -> ElementTree.Element:
    """The chart of a form, parsed."""
    return ElementTree.fromstring(score_chart(answer_to(form, **head), language))


def golden_chart(name: str, language: Language) -> str:
    """The chart of a recorded example; the digest of its pack, which any note in the pack changes, is left out."""
    answer = answer_to(example(name), **HEAD)
    answer["rule_pack"]["digest"] = "sha256:golden"
    return score_chart(answer, language)


def golden_file(name: str, language: Language) -> Path:
    return FOLDER / f"{name}.{language}.svg"


def texts(drawing: ElementTree.Element) -> list[str]:
    """What a person reads, in the order it is drawn."""
    return [element.text or "" for element in drawing.iter(f"{SVG}text")]
