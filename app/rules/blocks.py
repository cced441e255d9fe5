"""What the blocks of a pack file share: strictness, words in both languages, a rule's wording and where it stands."""

from pydantic import BaseModel, ConfigDict

from app.domain.rule import ZeroDenominator
from app.rules.fields import Id, Words


class Block(BaseModel):
    """A mapping of the file in which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class WordsInBoth(Block):
    """The same words in Chinese and in English."""

    zh: Words
    en: Words


class RuleBlock(Block):
    """A rule (评分标准): its wording first, then where it stands, then its numbers."""

    standard: WordsInBoth
    """The wording of the rule, in words of our own."""
    authority: Id
    """The id of the document it comes from, one of `authorities`."""
    reading: Id | None = None
    """The id of the reading taken where the wording allows two, one of `interpretations`."""


class ZeroDenominatorBlock(Block):
    """What the rate is worth when there was no budget."""

    reading: Id
    zero_over_zero: ZeroDenominator
    positive_over_zero: ZeroDenominator
    other_reading: ZeroDenominator | None = None
    """What both are worth by the other reading; left out in `alternatives`, which are other readings themselves."""
