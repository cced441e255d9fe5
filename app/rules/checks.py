"""What a file must hold beyond its shape: order, sums and references.

Each check reads the plain data and passes over what is misshapen, so that all problems of a file,
of shape and of sense, come out in one go.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from app.rules.errors import Problem
from app.rules.loader import Data, Document, Location

Check = Callable[[Document], Iterator[Problem]]

_WORDS_OF_A_SCALE = 2


def exact(value: Data) -> Fraction | None:
    """A number, `80%` or `20pp` as an exact fraction; None for anything else."""
    if isinstance(value, Decimal):
        return Fraction(value)
    if not isinstance(value, str) or not value.endswith(("%", "pp")):
        return None
    digits = value.removesuffix("%").removesuffix("pp")
    return Fraction(digits) / 100 if digits.replace(".", "", 1).isdigit() else None


def years_in_order(document: Document) -> Iterator[Problem]:
    place = ("applies_to", "fiscal_years")
    first, last = exact(document.get(*place, "from")), exact(document.get(*place, "to"))
    if first is not None and last is not None and last < first:
        yield document.problem((*place, "to"), f"止于 {last}，早于起始年度 {first}", f"{last} is before {first}")


def grades_fall_to_zero(document: Document) -> Iterator[Problem]:
    yield from falling(document, ("grades", "bands"), "at_least")
    last = list(document.rows("grades", "bands"))[-1:]
    for place, row in last:
        bound = exact(row.get("at_least"))
        if bound:
            yield document.problem((*place, "at_least"), f"最低一级应从 0 起，而非 {bound}", f"{bound} should be 0")


def grades_within_total(document: Document) -> Iterator[Problem]:
    total = exact(document.get("total", "points"))
    for place, row in document.rows("grades", "bands"):
        bound = exact(row.get("at_least"))
        if total is not None and bound is not None and bound >= total:
            yield document.problem((*place, "at_least"), f"{bound} 不低于总分 {total}", f"{bound} is not below {total}")


def tiers_fall(document: Document) -> Iterator[Problem]:
    place = ("indicators", "qualitative", "tiers")
    yield from falling(document, place, "at_least")
    wanted = ("achieved", "partially_achieved", "not_achieved")
    for (where, row), tier in zip(document.rows(*place), wanted, strict=False):
        found = row.get("tier")
        if found in wanted and found != tier:
            yield document.problem(
                (*where, "tier"), f"“{found}” 的位置应为 {tier}", f"“{found}” stands in place of {tier}"
            )


def shares_within_whole(document: Document) -> Iterator[Problem]:
    places: list[Location] = [
        ("execution", "cap"),
        ("review", "execution_reason", "below"),
        ("review", "unspent_but_achieved", "gap_above"),
        ("review", "actual_copies_target", "share"),
    ]
    places += [(*where, "at_least") for where, _ in document.rows("indicators", "qualitative", "tiers")]
    for place in places:
        value = document.get(*place)
        share = exact(value) if isinstance(value, str) else None
        if share is not None and share > 1:
            yield document.problem(place, f"“{value}” 超过 100%", f"“{value}” is above 100%")


def usual_weights_add_up(document: Document) -> Iterator[Problem]:
    """With the execution weight, where the execution rate is a line of its own."""
    own_line = document.get("execution", "method") is not None
    total = exact(document.get("total", "points"))
    execution = exact(document.get("execution", "weight")) if own_line else Fraction(0)
    blocks = list(document.rows("sections", "blocks"))
    weights = [weight for _, row in blocks if (weight := exact(row.get("usual_weight"))) is not None]
    if total is None or execution is None:
        return
    found = sum(weights, execution)
    if weights and found != total:
        place = ("total", "points")
        yield document.problem(
            place,
            f"各部分分值与执行率分值合计 {found}，不等于总分 {total}",
            f"weights add to {found}, not to the total {total}",
        )
    elif not weights and execution > total:
        yield document.problem(("execution", "weight"), f"{execution} 超过总分 {total}", f"{execution} exceeds {total}")


def usual_kinds_are_listed(document: Document) -> Iterator[Problem]:
    """A kind of indicator under another name would be missed on every form."""
    for place, row in document.rows("sections", "blocks"):
        known = row.get("level2_names")
        for where, name in _listed((*place, "usual_level2"), row.get("usual_level2")):
            if not isinstance(known, list) or name not in known:
                yield document.problem(
                    where, f"“{name}” 不在 level2_names 之内", f"“{name}” is not among the level2_names"
                )


def words_stand_once(document: Document) -> Iterator[Problem]:
    for words in (_section_ids, _section_names, _grade_ids, _grade_words, _tier_phrases):
        yield from repeated(document, words(document))
    scales = document.get("indicators", "qualitative", "word_scales")
    for index, scale in enumerate(scales if isinstance(scales, list) else ()):
        place = ("indicators", "qualitative", "word_scales", index)
        yield from repeated(document, _listed(place, scale))
        if isinstance(scale, list) and len(scale) < _WORDS_OF_A_SCALE:
            yield document.problem(place, "量级至少要有两个词", "a scale needs two words or more")


def references_exist(document: Document) -> Iterator[Problem]:
    """Every authority and reading that is named exists, and every one that exists is named."""
    for key, holder, zh in (("authority", "authorities", "依据"), ("reading", "interpretations", "口径")):
        known = document.get(holder)
        known = known if isinstance(known, dict) else {}
        named = list(_references(document.data, (), key))
        for place, name in named:
            if name not in known:
                yield document.problem(place, f"{holder} 中没有{zh} “{name}”", f"no “{name}” among the {holder}")
        for name in known:
            if name not in {used for _, used in named}:
                yield document.problem(
                    (holder, name), f"{zh} “{name}” 没有规则引用", f"no rule uses “{name}”", of_key=True
                )


CHECKS: tuple[Check, ...] = (
    years_in_order,
    grades_fall_to_zero,
    grades_within_total,
    tiers_fall,
    shares_within_whole,
    usual_weights_add_up,
    usual_kinds_are_listed,
    words_stand_once,
    references_exist,
)


def falling(document: Document, place: Location, key: str) -> Iterator[Problem]:
    """Each row's number under a key is below that of the row above."""
    above: Fraction | None = None
    for where, row in document.rows(*place):
        bound = exact(row.get(key))
        if bound is None:
            continue
        if above is not None and bound >= above:
            printed = row[key]
            yield document.problem((*where, key), f"{printed} 应低于上一档", f"{printed} should be below the one above")
        above = bound


def _references(data: Data, place: Location, key: str) -> Iterator[tuple[Location, str]]:
    """Where `key: id` stands, and the ids of a mapping `keys: {…: id}`; readings name none."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from _references(item, (*place, index), key)
    if not isinstance(data, dict) or place == ("interpretations",):
        return
    for name, value in data.items():
        if name == key and isinstance(value, str):
            yield (*place, name), value
        elif name == f"{key}s" and isinstance(value, dict):
            yield from (((*place, name, each), used) for each, used in value.items() if isinstance(used, str))
        else:
            yield from _references(value, (*place, name), key)


def repeated(document: Document, words: Iterable[tuple[Location, str]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, word in words:
        if "".join(word.split()) != word:
            yield document.problem(place, f"“{word}” 中不能有空格", f"“{word}” must not contain spaces")
        if word in seen:
            yield document.problem(place, f"“{word}” 重复", f"“{word}” stands twice")
        seen.add(word)


def _listed(place: Location, words: Data) -> Iterator[tuple[Location, str]]:
    for index, word in enumerate(words if isinstance(words, list) else ()):
        if isinstance(word, str):
            yield (*place, index), word


def _column(document: Document, rows: Location, *keys: str) -> Iterator[tuple[Location, str]]:
    """The words under some keys of each row, lists of words included."""
    for place, row in document.rows(*rows):
        for key in keys:
            value = row.get(key)
            if isinstance(value, str):
                yield (*place, key), value
            yield from _listed((*place, key), value)


def _section_ids(document: Document) -> Iterator[tuple[Location, str]]:
    return _column(document, ("sections", "blocks"), "id")


def _section_names(document: Document) -> Iterator[tuple[Location, str]]:
    return _column(document, ("sections", "blocks"), "names", "level2_names")


def _grade_ids(document: Document) -> Iterator[tuple[Location, str]]:
    return _column(document, ("grades", "bands"), "grade")


def _grade_words(document: Document) -> Iterator[tuple[Location, str]]:
    return _column(document, ("grades", "bands"), "name", "aliases")


def _tier_phrases(document: Document) -> Iterator[tuple[Location, str]]:
    return _column(document, ("indicators", "qualitative", "tiers"), "phrases")
