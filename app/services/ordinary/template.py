"""A text with places for figures, cut out of one that the domain wrote."""

import re
from collections.abc import Callable
from operator import itemgetter

from app.services.ordinary.learned import Unordinary

Values = tuple[bytes, ...]


class Template:
    """`fill(values)` is the text with these values in place of those it was cut at.

    `cuts` are the constants and, between them, the number of the value that stands there.
    """

    def __init__(self, text: str, values: Values) -> None:
        """Cuts `text` wherever one of `values` stands; of two that begin alike the longer one is meant."""
        places = {value.decode(): index for index, value in reversed(list(enumerate(values))) if value}
        longest_first = sorted(places, key=len, reverse=True)
        parts = re.split(f"({'|'.join(map(re.escape, longest_first))})", text) if places else [text]
        self._constants = tuple(part.encode() for part in parts[::2])
        indices = [places[part] for part in parts[1::2]]
        self.cuts: list[bytes | int] = [part.encode() for part in parts]
        self.cuts[1::2] = indices
        # Constants and values by turns; the constants follow the values in what is picked from.
        order = [len(values)]
        for number, index in enumerate(indices, start=len(values) + 1):
            order += [index, number]
        # `itemgetter` gives a tuple of two or more only.
        self._pick: Callable[[Values], Values] = itemgetter(*order) if len(order) > 1 else _picking(order)

    def pieces(self, values: Values) -> Values:
        """The text in pieces, to be joined with others."""
        return self._pick(values + self._constants)

    def fill(self, values: Values) -> bytes:
        return b"".join(self._pick(values + self._constants))


def _picking(indices: list[int]) -> Callable[[Values], Values]:
    return lambda values: tuple(values[index] for index in indices)


class Blank(Template):
    """Keeps what it should be filled with: what a template can then be cut at."""

    def __init__(self) -> None:
        super().__init__("", ())
        self.values: Values = ()

    def pieces(self, values: Values) -> Values:
        self.values = values
        return ()

    def fill(self, values: Values) -> bytes:
        self.values = values
        return b""


def proven(one: tuple[str, Values], other: tuple[str, Values]) -> Template:
    """The template of a text, once it has reproduced another text of its kind.

    Raises Unordinary where it does not: a figure is missing, or means two things.
    """
    template = Template(*one)
    text, values = other
    if template.fill(values) != text.encode():
        raise Unordinary("a template does not hold")
    return template
