"""UNSPENT_BUT_ACHIEVED of an ordinary form, told once more in integers."""

from dataclasses import replace

from app.domain.rule_pack import RulePack
from app.services.ordinary import figures, probes
from app.services.ordinary.found import Found, proven_check
from app.services.ordinary.lines import Lines
from app.services.ordinary.plain_funds import Amounts
from app.services.ordinary.template import Values


class UnspentCheck:
    """Far more of the indicators met than of the money spent."""

    def __init__(self, pack: RulePack) -> None:
        def written(example: tuple[int, int, str]) -> tuple[probes.Told, Values]:
            met, judged, spent = example
            one, other = probes.line("≥5桩", "5桩", "1", "1"), probes.line("≥7桩", "5桩", "1", "1")
            lines = [replace(one if at < met else other, name=f"{probes.NAME}{at}") for at in range(judged)]
            review = probes.probe(pack, *lines, funds=probes.spent_funds(spent)).review
            told = probes.told(review, "UNSPENT_BUT_ACHIEVED", "/funds/total/executed")
            return told, _figures(met, judged, int(spent), 7)

        self.check = proven_check(*map(written, ((13, 17, "1"), (18, 19, "2"))))
        self.gap = pack.review.unspent_gap.as_integer_ratio()

    def findings(self, lines: Lines, funds: Amounts) -> list[Found]:
        results = lines.results
        judged, met = len(results), sum(results)
        above, below = self.gap
        budget, spent = funds.budget.value, funds.executed.value
        if not judged or (met * budget - judged * spent) * below <= above * judged * budget:
            return []
        return [self.check.tell(-1, _figures(met, judged, spent, budget))]


def _figures(met: int, judged: int, spent: int, budget: int) -> Values:
    return (
        b"%b%%" % figures.percent(spent, budget),
        b" %d " % judged,
        b" %d " % met,
        b"%b%%" % figures.percent(met, judged),
        b'"met":"%d"' % met,
        b'"judged":"%d"' % judged,
        b"%d of %d" % (met, judged),
    )
