"""What the contract admits: asked once for a text, and again only when it was forgotten."""

from decimal import Decimal
from typing import Protocol


class Admission(Protocol):
    """The fields of the contract, each as a question. None and False are for the contract itself to word."""

    def weight(self, sent: str) -> Decimal | None:
        """Points from 0 to 1000, as sent."""

    def number(self, sent: str) -> Decimal | None:
        """A number within bounds, as sent."""

    def amount(self, sent: str) -> bool:
        """Whether an amount of the funds may be printed like this."""

    def rate(self, sent: str) -> bool:
        """Whether a rate of the funds may be printed like this."""

    def cell(self, sent: str) -> bool:
        """Whether a target or an actual may say this."""

    def pack_id(self, sent: str) -> bool: ...

    def pack_version(self, sent: str) -> bool: ...

    def region(self, sent: str) -> bool: ...
