"""In what two score sheets of one form differ, as a person would ask: rates, sections, lines, findings.

A sheet of an earlier engine may lack fields that later ones have: a field that is not there is null.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from app.domain.evaluation import difference
from app.domain.text import plain
from app.storage.ledger import canonical

Json = dict[str, Any]

_RATE = ("ratio", "percent", "numerator", "denominator", "unit", "denominator_name")
_SECTION = ("weight", "score")
_LINE = ("method", "outcome", "weight", "score", "completion_ratio")
_FINDING = ("code", "severity", "pointer", "message_zh", "message_en")


def sheet_differences(recorded: Json, replayed: Json) -> Json:
    """What is not the same; every list is empty for equal sheets. Differences of scores are replayed − recorded."""
    lines = list(_lines(recorded, replayed))
    gone, new, changed = _findings(recorded["findings"], replayed["findings"])
    return {
        "score_difference": _change(recorded["totals"], replayed["totals"]),
        "rates": list(_rates(recorded["funds"]["rates"], replayed["funds"]["rates"])),
        "sections": list(_sections(recorded["sections"], replayed["sections"])),
        "lines": [line for line in lines if line["changed"] != ["explanation"]],
        "reworded": [line["pointer"] for line in lines if line["changed"] == ["explanation"]],
        "findings_gone": gone,
        "findings_new": new,
        "findings_changed": changed,
    }


def _change(recorded: Json | None, replayed: Json | None) -> str | None:
    before, after = ((side or {}).get("score") for side in (recorded, replayed))
    if before is None or after is None:
        return None
    change = difference(Decimal(after), Decimal(before))
    return None if change is None else plain(change)


def _rates(recorded: Json, replayed: Json) -> Iterator[Json]:
    for name in dict.fromkeys((*recorded, *replayed)):
        before, after = _picked(recorded.get(name), _RATE), _picked(replayed.get(name), _RATE)
        if before != after:
            yield {"name": name, "recorded": before, "replayed": after}


def _sections(recorded: Iterable[Json], replayed: Iterable[Json]) -> Iterator[Json]:
    there, here = ({section["name"]: section for section in each} for each in (recorded, replayed))
    for name in dict.fromkeys((*there, *here)):
        before, after = _picked(there.get(name), _SECTION), _picked(here.get(name), _SECTION)
        if before != after:
            yield {"name": name, "recorded": before, "replayed": after, "difference": _change(before, after)}


def _lines(recorded: Json, replayed: Json) -> Iterator[Json]:
    """Every line that is not the same to the letter, with the names of the fields in which it differs."""
    for pointer, name, before, after in _pairs(recorded, replayed):
        changed = [field for field in dict.fromkeys((*before, *after)) if before.get(field) != after.get(field)]
        if changed:
            yield {
                "pointer": pointer,
                "name": name,
                "changed": changed,
                "difference": _change(before, after),
                "recorded": _told(before),
                "replayed": _told(after),
            }


def _pairs(recorded: Json, replayed: Json) -> Iterator[tuple[str, str | None, Json, Json]]:
    yield "/funds", None, recorded["funds"]["execution"] or {}, replayed["funds"]["execution"] or {}
    for index, (before, after) in enumerate(zip(recorded["indicators"], replayed["indicators"], strict=True)):
        yield f"/indicators/{index}", after["name"], before, after


def _told(line: Json) -> Json | None:
    """A line with the reason for its score; None for an execution line that a pack does not have."""
    if not line:
        return None
    why = line["explanation"]
    sentences = {"sentence_zh": why["sentence_zh"], "sentence_en": why["sentence_en"]}
    return {**{name: line.get(name) for name in _LINE}, **sentences}


def _picked(values: Json | None, names: Iterable[str]) -> Json | None:
    return None if values is None else {name: values.get(name) for name in names}


def _findings(recorded: list[Json], replayed: list[Json]) -> tuple[list[Json], list[Json], list[Json]]:
    """Findings that are gone, that are new, and those that say something else of the same place."""
    new: dict[tuple[str, str], list[Json]] = {}
    for finding in _without(replayed, recorded):
        new.setdefault((finding["code"], finding["pointer"]), []).append(finding)
    gone: list[Json] = []
    changed: list[Json] = []
    for before in _without(recorded, replayed):
        same_place = new.get((before["code"], before["pointer"]))
        if same_place:
            changed.append({"recorded": _picked(before, _FINDING), "replayed": _picked(same_place.pop(0), _FINDING)})
        else:
            gone.append({name: before.get(name) for name in _FINDING})
    return gone, [{name: each.get(name) for name in _FINDING} for left in new.values() for each in left], changed


def _without(findings: list[Json], others: list[Json]) -> list[Json]:
    known = Counter(map(canonical, others))
    kept: list[Json] = []
    for finding in findings:
        text = canonical(finding)
        if known[text]:
            known[text] -= 1
        else:
            kept.append(finding)
    return kept
