"""What the name of an indicator says: one thing that can be measured, or a sentence."""

import re
from functools import lru_cache

from app.domain.evaluation import ScoreLine
from app.domain.quantity import PERCENT
from app.domain.target import ValueKind

_CLAUSES = re.compile(r"[，,；;。]")
_NUMBERED = re.compile(r"^指标\d{0,2}[:：、.]?")
# How something is done, when, or by which right, and not a second thing to be measured.
_CIRCUMSTANCE = re.compile(r"^(?:通过|根据|按照|依据|依照|为|在|对|随着|截至|\d{4}年)")
# A clause that asks for a value of its own: it ends in what is counted or timed, or says how often.
_MEASURED = re.compile(
    r"(?:率|数|(?<!质)量|人次|次数|场次|周期|工期|期限|时间|时长|时限|进度|金额|面积|里程|比例|满意度)$|[按每][月季年]"
)
_RATE = re.compile(r"率|度|比例|比重|占比|百分比|覆盖|完成|达标|合格|达到|及时|准确|比$")
_SHORTEST_CLAUSE = 3


@lru_cache(maxsize=1_024)
def clauses_of(name: str | None) -> tuple[str, ...]:
    """The parts between commas that say something of their own, without a leading `指标 2:`."""
    bare = _NUMBERED.sub("", "".join((name or "").split()))
    return tuple(part for part in _CLAUSES.split(bare) if len(part) >= _SHORTEST_CLAUSE)


def contents_of(name: str | None) -> tuple[str, ...]:
    """The clauses that each ask for a value of their own, where a name has several."""
    clauses = clauses_of(name)
    if len(clauses) < 2:
        return ()
    return tuple(part for part in clauses if _MEASURED.search(part) and not _CIRCUMSTANCE.match(part))


def is_sentence_as_share(line: ScoreLine) -> bool:
    """A sentence of several clauses, none of them a rate, with a percentage for its target."""
    target, clauses = line.target, clauses_of(line.name)
    if len(clauses) < 2 or target.kind is not ValueKind.NUMBER or target.quantity is None:
        return False
    unit = target.quantity.unit
    in_percent = unit is not None and unit.dimension == PERCENT.dimension
    return in_percent and not any(_RATE.search(clause) for clause in clauses)
