"""How many requests a caller may make in a while. Counted in this process: two processes let twice as many through."""

import math
import time
from typing import NamedTuple

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# Each request of a window is remembered.
_LARGEST = 100_000
# What the header fields call the policy; the name says how it counts.
_POLICY = "per-process"


class Standing(NamedTuple):
    """Whether a request may pass, in how many seconds another one may, and the header fields that say so."""

    accepted: bool
    seconds: int
    fields: tuple[tuple[bytes, bytes], ...]
    """RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-11)."""


class RateLimit:
    """At most so many requests of one caller in any window of so many seconds (`600/minute`)."""

    def __init__(self, limit: RateLimitItem) -> None:
        self._limit = limit
        self._counted = MovingWindowRateLimiter(MemoryStorage())
        self._policy = f'"{_POLICY}";q={limit.amount};w={limit.get_expiry()}'.encode()

    def count(self, tenant: str, subject: str) -> Standing:
        """Counts one more request of this caller; one too many is not counted."""
        accepted = self._counted.hit(self._limit, tenant, subject)
        frees_at, left = self._counted.get_window_stats(self._limit, tenant, subject)
        # Rounded up: whoever comes back after so many seconds is let in.
        seconds = max(1, math.ceil(frees_at - time.time()))
        left_now = f'"{_POLICY}";r={left};t={seconds}'.encode()
        return Standing(accepted, seconds, ((b"ratelimit-policy", self._policy), (b"ratelimit", left_now)))


def read_limit(text: str) -> RateLimitItem:
    """The limit that `600/minute`, `10/second` or `5000/6hours` states. Raises ValueError for any other text."""
    limits = parse_many(text)
    if len(limits) != 1 or not 1 <= limits[0].amount <= _LARGEST:
        raise ValueError(f"one limit of 1 to {_LARGEST} requests, such as 600/minute")
    return limits[0]
