"""The funds of an ordinary form: plain ones in integers, all others by the domain."""

from typing import Any

from app.domain.rule_pack import RulePack
from app.services.ordinary.admission import Admission
from app.services.ordinary.found import Found
from app.services.ordinary.learned import Learned, Unordinary
from app.services.ordinary.other_funds import OtherFunds
from app.services.ordinary.plain_funds import PlainFunds, Spent
from app.services.ordinary.points import Points


class FundsReader:
    """The funds of one pack's forms. Raises Unordinary for a pack that does not score execution in proportion."""

    def __init__(self, pack: RulePack, admission: Admission, points: Learned[tuple[str, str | None], Points]) -> None:
        self.plain = PlainFunds(pack, points)
        self._other = OtherFunds(pack, admission, points)

    def score(self, sent: Any) -> tuple[Spent, list[Found]]:
        """The funds and what is said of them alone. Raises Unordinary for funds without a score."""
        try:
            return self.plain.score(sent)
        except Unordinary:
            return self._other.score(sent)
