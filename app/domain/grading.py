"""The grade of a total: 优 from 90, 良 from 80, 中 from 60, else 差, or as the pack says."""

from decimal import Decimal

from app.domain.rule_pack import GradeBand, GradeRule


def grade_of(total: Decimal, rule: GradeRule) -> GradeBand:
    """The first band whose lower bound (inside) the total reaches; a total below every bound gets the last."""
    return next((band for band in rule.bands if total >= band.at_least), rule.bands[-1])


def grade_named(printed: str, rule: GradeRule) -> GradeBand | None:
    """The band a form means by `优`, `优秀`, `一等`…; None for a word the pack does not know."""
    word = "".join(printed.split())
    return next((band for band in rule.bands if word in (band.name, band.grade, *band.aliases)), None)
