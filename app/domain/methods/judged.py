"""专家评定: a person's deductions from full marks, each with its reason; the method only bounds and records them.

With nothing sent but a declared score, the declared score counts as the person's judgement, and is marked so.
"""

from decimal import Decimal

from app.domain.criterion import Criterion
from app.domain.entry import Entry
from app.domain.evaluation import Doubt, LineDirection, Outcome, Permitted, Step, Verdict, add, difference
from app.domain.rounding import given_score
from app.domain.submission import Deduction
from app.domain.telling import Told, accepted, scored, unscored
from app.domain.text import Text, plain

_FORMULA = Text("得分 = 分值 − 扣分（扣完为止）", "score = weight − deductions, down to zero")
_NONE_SENT = Text("未提供评分依据", "no evidence was sent")


def judged(entry: Entry, criterion: Criterion, method: str = "judged") -> Verdict:
    """Full marks less the deductions given; else the declared score; else a person is needed."""
    if entry.deductions:
        return by_deductions(entry, criterion, method)
    return by_declaration(entry, criterion, method, Permitted(Decimal(0), entry.weight))


def by_deductions(entry: Entry, criterion: Criterion, method: str) -> Verdict:
    """The sum of the deductions, each named with reason and author."""
    lost = add([each.amount for each in entry.deductions])
    left = difference(entry.weight, lost) or Decimal(0)
    score = given_score(min(max(left, Decimal(0)), entry.weight), entry.weight, entry.places) or Decimal(0)
    figures = f"{plain(entry.weight)} − {plain(lost)} = {plain(score)}"
    told = Told(
        method=method,
        direction=LineDirection.JUDGED,
        formula=_FORMULA,
        substituted=figures,
        steps=tuple(map(_step, entry.deductions)),
        sentence=Text(
            f"评定扣 {plain(lost)} 分，得 {plain(score)} 分", f"judged: {plain(lost)} deducted, {plain(score)}"
        ),
        permitted=Permitted(score, score),
    )
    return scored(criterion, entry.weight, score, told)


def by_declaration(
    entry: Entry,
    criterion: Criterion,
    method: str,
    permitted: Permitted,
    *,
    possible: bool = True,
    evidence: Text = _NONE_SENT,
) -> Verdict:
    """The declared score where the method could give it, marked with the evidence it has; null without one."""
    sent = entry.declared_score
    declared = None if sent is None else given_score(sent, entry.weight, entry.places)
    if declared is not None and possible and permitted.allows(declared):
        message = Text(
            f"{evidence.zh}，填报 {plain(declared)} 分视为评定",
            f"{evidence.en}; the declared {plain(declared)} counts as the judgement",
        )
        told = _told(method, permitted, message, (Doubt("EVIDENCE_MISSING", "", message),))
        return accepted(criterion, declared, told)
    message = Text(
        f"{evidence.zh}，需由人评定得分并说明理由",
        f"{evidence.en}; a person has to judge the score and say why",
    )
    told = _told(method, permitted, message, ())
    return unscored(criterion, Outcome.NEEDS_JUDGEMENT, Doubt("JUDGEMENT_NEEDED", "", message), told)


def _told(method: str, permitted: Permitted, message: Text, doubts: tuple[Doubt, ...]) -> Told:
    return Told(
        method=method,
        direction=LineDirection.JUDGED,
        formula=_FORMULA,
        substituted="—",
        steps=(Step("judgement", message),),
        sentence=message,
        permitted=permitted,
        doubts=doubts,
    )


def _step(deduction: Deduction) -> Step:
    author = Text(f"（{deduction.author}）", f" ({deduction.author})") if deduction.author else None
    return Step(
        "deduction",
        Text(
            f"扣 {plain(deduction.amount)} 分：{deduction.reason}{author.zh if author else ''}",
            f"{plain(deduction.amount)} deducted: {deduction.reason}{author.en if author else ''}",
        ),
    )
