"""F4: proofs of every tree up to a size, and forgeries of each, put to the service's checks and to the callers'."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from app.storage import merkle
from app.verify import jixiao_verify
from tests.reliability.figures import Figure, at_least, none
from tests.reliability.trial import Stand, Trial
from tests.storage.trees import forgeries, naive_consistency, naive_inclusion, naive_root

_ALGORITHM = "sha256"


@dataclass(frozen=True)
class Amounts:
    """The largest tree; and how many forgeries that must come to."""

    size: int
    forgeries: int


Check = Callable[[list[bytes]], bool]


@dataclass
class _Tally:
    true: int = 0
    forged: int = 0
    refused: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)

    def hold(self, what: str, proof: list[bytes], checks: dict[str, Check]) -> None:
        """The proof must be accepted, everything near it refused, by each check."""
        self.true += 1
        false = [forgery for forgery in forgeries(proof) if forgery != proof]
        self.forged += len(false)
        for name, check in checks.items():
            if not check(proof):
                self.refused.append(f"{name}: {what}")
            self.accepted.extend(f"{name}: {what}, forgery {n}" for n, each in enumerate(false) if check(each))

    def refuse(self, what: str, proof: list[bytes], checks: dict[str, Check]) -> None:
        """The proof is of something else."""
        self.forged += 1
        self.accepted.extend(f"{name}: {what}" for name, check in checks.items() if check(proof))


def measure(_stand: Stand, amounts: Amounts) -> Iterator[Figure]:
    leaves = [merkle.leaf_hash(_ALGORITHM, str(number).encode()) for number in range(amounts.size)]
    roots = [naive_root(_ALGORITHM, leaves[:size]) for size in range(amounts.size + 1)]
    tally = _Tally()
    for size in range(1, amounts.size + 1):
        for index in range(size):
            _inclusion(tally, leaves, roots, index, size)
        for first in range(1, size + 1):
            _consistency(tally, leaves, roots, first, size)
    yield at_least("true proofs", tally.true, amounts.size * (amounts.size + 1))
    yield at_least("forged proofs", tally.forged, amounts.forgeries)
    yield none("true ones refused", tally.refused)
    yield none("forged ones accepted", tally.accepted)


def _inclusion(tally: _Tally, leaves: list[bytes], roots: list[bytes], index: int, size: int) -> None:
    proof = naive_inclusion(_ALGORITHM, index, leaves[:size])
    tally.hold(f"inclusion {index} of {size}", proof, _including(leaves[index], index, size, roots[size]))
    others = [(leaves[index], (index + 1) % size, size, roots[size])] if size > 1 else []
    others += [(leaves[index], index, size, roots[size - 1]), (roots[0], index, size, roots[size])]
    for leaf, place, among, root in others:
        tally.refuse(f"inclusion {index} of {size} as {place} of {among}", proof, _including(leaf, place, among, root))
    for among in (0, index, 2**63 - 1):
        told = {"service": _service_includes(leaves[index], index, among, roots[size])}
        tally.refuse(f"inclusion {index} of {size} as of {among}", proof, told)


def _consistency(tally: _Tally, leaves: list[bytes], roots: list[bytes], first: int, size: int) -> None:
    proof = naive_consistency(_ALGORITHM, first, leaves[:size])
    tally.hold(f"consistency {first} to {size}", proof, _continuing(first, size, roots[first], roots[size]))
    if first < size:
        for old, new in ((roots[size], roots[size]), (roots[first], roots[first]), (roots[0], roots[size])):
            checks = _continuing(first, size, old, new)
            tally.refuse(f"consistency {first} to {size} with other roots", proof, checks)


def _including(leaf: bytes, index: int, size: int, root: bytes) -> dict[str, Check]:
    def verifier(proof: list[bytes]) -> bool:
        with suppress(jixiao_verify.Broken):
            return jixiao_verify.root_by_inclusion(_ALGORITHM, leaf, index, size, proof) == root
        return False

    return {"service": _service_includes(leaf, index, size, root), "verifier": verifier}


def _service_includes(leaf: bytes, index: int, size: int, root: bytes) -> Check:
    return lambda proof: merkle.verify_inclusion(_ALGORITHM, leaf, index, size, proof, root)


def _continuing(first: int, second: int, old: bytes, new: bytes) -> dict[str, Check]:
    def service(proof: list[bytes]) -> bool:
        return merkle.verify_consistency(_ALGORITHM, first, second, old, new, proof)

    def verifier(proof: list[bytes]) -> bool:
        with suppress(jixiao_verify.Broken):
            return jixiao_verify.roots_by_consistency(_ALGORITHM, first, second, old, proof) == (old, new)
        return False

    return {"service": service, "verifier": verifier}


TRIAL = Trial(
    "F4",
    "forged proofs",
    measure,
    short=Amounts(12, 1_000),
    bounded=Amounts(64, 40_000),
    full=Amounts(130, 200_000),
)
