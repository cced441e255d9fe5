"""What the criteria of a file must hold beyond their shape: bands in order, points that add up, inputs that exist."""

from collections.abc import Iterator
from fractions import Fraction

from app.domain.criterion import bare
from app.rules.checks import Check, exact, repeated
from app.rules.errors import Problem
from app.rules.loader import Data, Document, Location
from app.rules.measure_checks import measures

_OF_A_RATE = ("bands", "step_deduction", "midpoint", "proportional")
_IN_POINTS = ("bands", "step_deduction", "per_violation", "sum_of_parts")
_CONDITIONS = ("exactly", "at_least", "at_most", "otherwise")


def criteria_words_stand_once(document: Document) -> Iterator[Problem]:
    """Ids and names of criteria, and what is listed inside one."""
    rows = list(document.rows("criteria"))
    yield from repeated(document, _column(rows, "id"))
    seen: dict[str, Location] = {}
    for place, row in rows:
        names = row.get("names")
        for index, name in enumerate(names if isinstance(names, list) else ()):
            if isinstance(name, str) and seen.setdefault(bare(name), place) != place:
                where = (*place, "names", index)
                yield document.problem(where, f"“{name}” 是另一条的名称", f"“{name}” is another criterion's name")
        yield from repeated(document, _column(list(document.rows(*place, "inputs")), "name"))
    for place, _ in _scores(document):
        for key, word in (("points", "point"), ("parts", "id"), ("answers", "answer")):
            yield from repeated(document, _column(list(document.rows(*place, key)), word))


def bands_in_order(document: Document) -> Iterator[Problem]:
    """One condition a row; bounds all of one sign and in order; `exactly` first, `otherwise` last."""
    for place, score in _scores(document):
        if score.get("method") == "bands":
            yield from _table(document, list(document.rows(*place, "bands")))


def points_add_up(document: Document) -> Iterator[Problem]:
    """A score block gives the weight at best, and never more."""
    for place, row in document.rows("criteria"):
        weight = exact(row.get("weight"))
        for where, score in _own_scores(place, row):
            if weight is None and score.get("method") in _IN_POINTS:
                yield document.problem(
                    (*place, "weight"),
                    f"“{score['method']}” 按分值写数，分值不能为空",
                    f"“{score['method']}” is written in points: the weight cannot be null",
                )
            elif weight is not None:
                yield from _points(document, where, score, weight)


def criteria_make_the_total(document: Document) -> Iterator[Problem]:
    """Where the unit lists nothing itself, the criteria are the sections, and the sections the total."""
    if document.get("open") is not False:
        return
    rows = list(document.rows("criteria"))
    if not rows:
        yield document.problem(
            ("open",), "没有 criteria，单位又不能自填，无指标可评", "no criteria, and none of the unit's"
        )
        return
    for place, block in document.rows("sections", "blocks"):
        names, wanted = block.get("names"), exact(block.get("usual_weight"))
        inside = [row for _, row in rows if isinstance(names, list) and row.get("level1") in names]
        found = _sum([exact(row.get("weight")) for row in inside])
        if found is not None and wanted is not None and found != wanted:
            yield document.problem(
                (*place, "usual_weight"),
                f"其下各指标分值合计 {found}，不等于 {wanted}",
                f"the criteria in it add to {found}, not to {wanted}",
            )
    total, found = exact(document.get("total", "points")), _sum([exact(row.get("weight")) for _, row in rows])
    if total is not None and found is not None and found != total:
        yield document.problem(
            ("total", "points"),
            f"各指标分值合计 {found}，不等于总分 {total}",
            f"the criteria add to {found}, not to {total}",
        )


def inputs_used(document: Document) -> Iterator[Problem]:
    """Every amount a measure names is an input, and every input is named by a measure."""
    for place, _ in document.rows("criteria"):
        known = {row.get("name"): where for where, row in document.rows(*place, "inputs")}
        used: set[Data] = set()
        for where, name in _named_inputs(document, place):
            used.add(name)
            if name not in known:
                yield document.problem(where, f"inputs 中没有 “{name}”", f"no “{name}” among the inputs")
        for name, where in known.items():
            if isinstance(name, str) and name not in used:
                yield document.problem((*where, "name"), f"“{name}” 没有用到", f"no measure uses “{name}”")


def measures_where_wanted(document: Document) -> Iterator[Problem]:
    """A rate's method needs a measure; another has none. An alternative changes something."""
    for place, row in document.rows("criteria"):
        measured, method = row.get("measure") is not None, _method(row.get("score"))
        if method in _OF_A_RATE and not measured:
            yield document.problem(place, f"“{method}” 缺少 “measure”", f"“{method}” needs a “measure”")
        if method is not None and method not in _OF_A_RATE and measured:
            yield document.problem(
                (*place, "measure"), f"“{method}” 不用 “measure”", f"“{method}” takes no “measure”", of_key=True
            )
        for where, other in document.rows(*place, "alternatives"):
            if other.get("measure") is None and other.get("score") is None:
                yield document.problem(where, "缺少 “score” 或 “measure”", "“score” or “measure” is missing")
            taken = _method(other.get("score")) or method
            if taken in _OF_A_RATE and other.get("measure") is None and not measured:
                yield document.problem(where, f"“{taken}” 缺少 “measure”", f"“{taken}” needs a “measure”")


def levels_are_sections(document: Document) -> Iterator[Problem]:
    """A criterion stands in a section by one of its names."""
    names = [block.get("names") for _, block in document.rows("sections", "blocks")]
    known = {name for listed in names if isinstance(listed, list) for name in listed if isinstance(name, str)}
    for place, row in document.rows("criteria"):
        level = row.get("level1")
        if isinstance(level, str) and level not in known:
            yield document.problem((*place, "level1"), f"sections 中没有 “{level}”", f"no section is named “{level}”")


def factors_within_whole(document: Document) -> Iterator[Problem]:
    """Caps and factors are shares of the weight; a step has a length."""
    for place, score in _scores(document):
        for key, high in (("cap", 1), ("step", None)):
            printed = score.get(key)
            share = exact(printed) if isinstance(printed, str) else None
            if share is not None and high is not None and share > high:
                yield document.problem((*place, key), f"“{printed}” 超过 100%", f"“{printed}” is above 100%")
            if share == 0:
                yield document.problem((*place, key), f"“{printed}” 应大于 0", f"“{printed}” should be above 0")
        for where, answer in document.rows(*place, "answers"):
            factor = exact(answer.get("factor"))
            if factor is not None and factor > 1:
                yield document.problem((*where, "factor"), f"{factor} 大于 1", f"{factor} is above 1")


CRITERIA_CHECKS: tuple[Check, ...] = (
    criteria_words_stand_once,
    bands_in_order,
    points_add_up,
    criteria_make_the_total,
    inputs_used,
    measures_where_wanted,
    levels_are_sections,
    factors_within_whole,
)

Row = tuple[Location, dict[str, Data]]


def _method(score: Data) -> str | None:
    method = score.get("method") if isinstance(score, dict) else None
    return method if isinstance(method, str) else None


def _scores(document: Document) -> Iterator[Row]:
    """Every score block: of a criterion, of its alternatives, of the parts of either."""
    for place, row in document.rows("criteria"):
        for where, score in _own_scores(place, row):
            yield where, score
            for part, inner in document.rows(*where, "parts"):
                nested = inner.get("score")
                if isinstance(nested, dict):
                    yield (*part, "score"), nested


def _own_scores(place: Location, row: dict[str, Data]) -> Iterator[Row]:
    """The score block of a criterion and those of its alternatives."""
    score, others = row.get("score"), row.get("alternatives")
    if isinstance(score, dict):
        yield (*place, "score"), score
    for index, other in enumerate(others if isinstance(others, list) else ()):
        alternative = other.get("score") if isinstance(other, dict) else None
        if isinstance(alternative, dict):
            yield (*place, "alternatives", index, "score"), alternative


def _column(rows: list[Row], key: str) -> Iterator[tuple[Location, str]]:
    for place, row in rows:
        value = row.get(key)
        if isinstance(value, str):
            yield (*place, key), value


def _sum(weights: list[Fraction | None]) -> Fraction | None:
    """The sum, None while one is missing."""
    known = [weight for weight in weights if weight is not None]
    return sum(known, Fraction(0)) if len(known) == len(weights) else None


def _table(document: Document, rows: list[Row]) -> Iterator[Problem]:
    sign: str | None = None
    above: Fraction | None = None
    for index, (place, row) in enumerate(rows):
        conditions = [name for name in _CONDITIONS if row.get(name) is not None]
        if len(conditions) != 1:
            yield document.problem(place, "每档须有且只有一个条件", "a band needs exactly one condition")
            continue
        (condition,) = conditions
        last = index == len(rows) - 1
        if (condition == "otherwise") != last:
            yield document.problem(
                (*place, condition),
                "最后一档须为 otherwise，且只能在最后",
                "the last band, and only it, is “otherwise”",
                of_key=True,
            )
        if condition == "exactly" and index:
            yield document.problem((*place, condition), "exactly 须在第一档", "“exactly” stands first", of_key=True)
        if condition not in ("at_least", "at_most"):
            continue
        if sign not in (None, condition):
            yield document.problem((*place, condition), "界限须同向", "bounds run one way only", of_key=True)
            continue
        bound = exact(row[condition])
        if bound is not None and above is not None and (bound >= above if condition == "at_least" else bound <= above):
            yield document.problem(
                (*place, condition), f"“{row[condition]}” 次序有误", f"“{row[condition]}” is out of order"
            )
        sign, above = condition, bound


def _points(document: Document, place: Location, score: dict[str, Data], weight: Fraction) -> Iterator[Problem]:
    method = score.get("method")
    if method == "bands":
        yield from _best_band(document, place, weight)
    if method in ("step_deduction", "per_violation"):
        deduct = exact(score.get("deduct"))
        if deduct is not None and not 0 < deduct <= weight:
            yield document.problem(
                (*place, "deduct"),
                f"{deduct} 应大于 0、不超过分值 {weight}",
                f"{deduct} should be above 0, up to {weight}",
            )
    if method == "sum_of_parts":
        parts = list(document.rows(*place, "parts"))
        found = _sum([exact(part.get("weight")) for _, part in parts])
        if found is not None and found != weight:
            yield document.problem(
                (*place, "parts"),
                f"各部分分值合计 {found}，不等于 {weight}",
                f"the parts add to {found}, not to {weight}",
            )
        for where, part in parts:
            inner, own = part.get("score"), exact(part.get("weight"))
            if isinstance(inner, dict) and own is not None:
                yield from _points(document, (*where, "score"), inner, own)


def _best_band(document: Document, place: Location, weight: Fraction) -> Iterator[Problem]:
    rows = [
        (where, score)
        for where, row in document.rows(*place, "bands")
        if (score := exact(row.get("score"))) is not None
    ]
    for where, score in rows:
        if score > weight:
            yield document.problem(
                (*where, "score"), f"{score} 超过分值 {weight}", f"{score} is above the weight {weight}"
            )
    if rows and max(score for _, score in rows) < weight:
        yield document.problem((*place, "bands"), f"没有一档给满分值 {weight}", f"no band gives the weight {weight}")


def _named_inputs(document: Document, place: Location) -> Iterator[tuple[Location, Data]]:
    """Every amount that a measure below a criterion names."""
    for where in measures(document, place):
        for key in ("add", "subtract", "over"):
            listed = document.get(*where, key)
            for index, name in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(name, str):
                    yield (*where, key, index), name
