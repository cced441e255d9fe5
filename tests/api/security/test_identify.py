"""From a request to its caller, where many come at once."""

import asyncio
import os
import time
from threading import Lock
from typing import Any

from fastapi import Request

from app.api.security.identify import Identities
from app.api.security.loopback import Keyless
from app.api.security.problem_types import Unauthenticated
from app.api.security.recently_verified import RecentlyVerified
from app.services.key_text import new_key
from app.services.keys import KeyRefused, KeyService


class Counting(KeyService):
    """Notes how many look-ups are under way at once."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.under_way = 0
        self.most = 0

    def verify(self, text: str) -> Any:
        with self.lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        time.sleep(0.005)
        with self.lock:
            self.under_way -= 1
        raise KeyRefused("unknown")


def request(credential: str) -> Request:
    return Request({"type": "http", "headers": [(b"authorization", f"Bearer {credential}".encode())]})


def test_keys_at_random_do_not_take_every_connection() -> None:
    keys = Counting()

    async def ask() -> None:
        keyless = Keyless(lambda: True, provider=False, seconds=10)
        identities = Identities(keys, None, keyless, RecentlyVerified(10))
        guesses = [identities.identify(request(str(new_key(os.urandom)))) for _ in range(40)]
        found = await asyncio.gather(*guesses, return_exceptions=True)
        assert all(isinstance(each, Unauthenticated) for each in found)

    asyncio.run(ask())
    assert 1 <= keys.most <= 4
