"""Endless bodies to throw at the service, the same for the same seed: forms gone wrong, forms made up, and bytes."""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.forms import NAMES, example_bytes
from tests.reliability.fuzz_words import CELLS, KEYS, KINDS, NUMBERS, RAW, REGIONS, UNITS

# Where forms differ most in life.
_OFTEN = frozenset({"target", "actual", "weight", "declared_score", "name", "executed", "adjusted_budget"})
_HOLE = "\x01hole\x01"


def bodies(seed: int) -> Iterator[bytes]:
    """Six in ten are mutated seeds, three grown from the vocabulary of the contract, one is bytes."""
    random = Random(seed)
    seeds = [example_bytes(name) for name in NAMES]
    while True:
        draw = random.random()
        if draw < 0.6:
            yield _mutated(random, random.choice(seeds))
        elif draw < 0.9:
            yield _grown(random)
        else:
            yield _noise(random, seeds)


def forms(seed: int) -> Iterator[bytes]:
    """Forms that are mostly in order: the committed ones with other cells, amounts and points, one per line."""
    random = Random(seed)
    seeds = [json.loads(example_bytes(name)) for name in NAMES]
    number = 0
    while True:
        form = json.loads(json.dumps(random.choice(seeds)))
        number += random.random() < 0.9
        form.setdefault("project", {})["code"] = f"P{number}"
        for line in form.get("indicators", ()):
            for name, choose in _OTHERWISE.items():
                if name in line and random.random() < 0.3:
                    line[name] = choose(random)
        for amounts in (form.get("funds") or {}).values():
            if isinstance(amounts, dict) and "executed" in amounts and random.random() < 0.3:
                amounts["executed"] = _points(random)
        yield json.dumps(form, ensure_ascii=False).encode()


def _measure(random: Random) -> str:
    sign, unit = random.choice(("", "", "≥", "≤", "=", ">", "＜", "不低于", "达到")), random.choice(UNITS)
    return random.choice(CELLS) if random.random() < 0.1 else f"{sign}{_points(random)}{unit}"


def _points(random: Random) -> str:
    """A plain number, as often round as not."""
    return str(random.randrange(200)) if random.random() < 0.5 else f"{random.randrange(10**6) / 1000:.3f}"


_OTHERWISE: dict[str, Callable[[Random], str]] = {
    "target": _measure,
    "actual": _measure,
    "weight": lambda random: str(random.choice((0, 1, 2.5, 5, 10, 12.5, 20, 33.333))),
    "declared_score": lambda random: str(random.choice((0, 1, 2.25, 5, 9.99, 10, 12.345, 20))),
}


def _mutated(random: Random, seed: bytes) -> bytes:
    """A form that somebody or something damaged in one to five places."""
    form = json.loads(seed)
    holes: list[str] = []
    for _ in range(random.choice((1, 1, 1, 2, 3, 5))):
        places = list(_places(form))
        cells = [place for place in places if place[1] in _OFTEN]
        within, key = random.choice(cells if cells and random.random() < 0.6 else places)
        random.choice(_MUTATIONS)(random, within, key, holes)
    text = json.dumps(form, ensure_ascii=random.random() < 0.3)
    for raw in holes:
        text = text.replace(json.dumps(_HOLE), raw, 1)
    content = text.encode(errors="surrogatepass")
    return _flipped(random, content) if random.random() < 0.1 else content


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with a key or an index in it."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield value, key
        yield from _places(member)


def _cell(random: Random, within: Any, key: Any, _holes: list[str]) -> None:
    within[key] = random.choice(CELLS)


def _number(random: Random, within: Any, key: Any, holes: list[str]) -> None:
    within[key] = _HOLE
    holes.append(random.choice(NUMBERS))


def _number_as_text(random: Random, within: Any, key: Any, _holes: list[str]) -> None:
    within[key] = random.choice(NUMBERS)


def _raw(random: Random, within: Any, key: Any, holes: list[str]) -> None:
    within[key] = _HOLE
    holes.append(random.choice(RAW))


def _without(_random: Random, within: Any, key: Any, _holes: list[str]) -> None:
    del within[key]


def _renamed(random: Random, within: Any, key: Any, _holes: list[str]) -> None:
    if isinstance(within, dict):
        within[random.choice(KEYS)] = within.pop(key)


def _repeated(random: Random, within: Any, key: Any, _holes: list[str]) -> None:
    if isinstance(within, list):
        within.extend([within[key]] * random.choice((1, 2, 100, 600)))
    else:
        within[random.choice(KEYS)] = within[key]


def _wrapped(random: Random, within: Any, key: Any, _holes: list[str]) -> None:
    within[key] = random.choice(([within[key]], {"value": within[key]}, {random.choice(KEYS): within[key]}))


def _typed_over(random: Random, within: Any, key: Any, _holes: list[str]) -> None:
    value = within[key]
    if not isinstance(value, str) or not value:
        within[key] = str(value)
        return
    at = random.randrange(len(value))
    within[key] = value[:at] + random.choice(random.choice(CELLS) or "x") + value[at + random.randrange(2) :]


_MUTATIONS: tuple[Callable[[Random, Any, Any, list[str]], None], ...] = (
    *[_cell] * 6,
    *[_typed_over] * 4,
    _number,
    _number_as_text,
    _raw,
    _without,
    _renamed,
    _repeated,
    _wrapped,
)


def _grown(random: Random) -> bytes:
    """A document of the contract's own words, put together without its rules."""
    head = {
        "kind": random.choice(KINDS),
        "fiscal_year": random.choice((2018, 2022, 2024, 2024, 2025, 1999, 10**9)),
        "region_code": random.choice(REGIONS),
    }
    rows = [_object(random, 2) for _ in range(random.choice((0, 1, 3, 10)))]
    form = {**head, "indicators": rows, **_object(random, 3)}
    return json.dumps(form, ensure_ascii=False).encode(errors="surrogatepass")


def _object(random: Random, depth: int) -> dict[str, Any]:
    return {random.choice(KEYS): _value(random, depth - 1) for _ in range(random.randrange(1, 8))}


def _value(random: Random, depth: int) -> Any:
    draw = random.random()
    if draw < 0.5 or depth == 0:
        return random.choice(CELLS)
    if draw < 0.65:
        return random.choice((None, True, False, 0, 1, -1, 2024, 10**18, 15))
    if draw < 0.8:
        return [_value(random, depth - 1) for _ in range(random.randrange(4))]
    return _object(random, depth)


def _noise(random: Random, seeds: list[bytes]) -> bytes:
    draw = random.random()
    if draw < 0.3:
        return random.randbytes(random.choice((0, 1, 16, 1000, 5000)))
    seed = random.choice(seeds)
    if draw < 0.5:
        return seed[: random.randrange(len(seed))]
    if draw < 0.6:
        return bytes(random.choice(b'{}[]",:0123456789.eE+-truefalsnu \\') for _ in range(random.randrange(300)))
    return _flipped(random, seed)


def _flipped(random: Random, content: bytes) -> bytes:
    flipped = bytearray(content)
    for _ in range(random.choice((1, 2, 8))):
        flipped[random.randrange(len(flipped))] = random.randrange(256)
    return bytes(flipped)
