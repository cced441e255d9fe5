"""From a request to its caller."""

import logging
from asyncio import Semaphore

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from app.api.problem_types import ServiceUnavailable
from app.api.security.caller import LOCAL_CALLER, SCOPES, Caller
from app.api.security.credentials import credential_in
from app.api.security.loopback import Keyless
from app.api.security.problem_types import Unauthenticated
from app.api.security.provider import ProviderUnavailable
from app.api.security.recently_verified import RecentlyVerified, Verified
from app.api.security.tokens import TokenVerifier
from app.services.key_text import looks_like_key
from app.services.keys import KeyRefused, KeyService

_log = logging.getLogger(__name__)

# Whoever sends keys at random must not take every connection to the database.
_LOOKED_UP_AT_ONCE = 4


class Identities:
    """Everybody the service knows: holders of keys, of tokens, and on a keyless service whoever sits at the machine."""

    def __init__(
        self, keys: KeyService, tokens: TokenVerifier | None, keyless: Keyless, verified: RecentlyVerified
    ) -> None:
        self._keys = keys
        self._tokens = tokens
        self._keyless = keyless
        self._verified = verified
        self._looking_up = Semaphore(_LOOKED_UP_AT_ONCE)

    async def identify(self, request: Request) -> Caller:
        """Raises Unauthenticated; ServiceUnavailable or the storage's errors where nobody can be looked up."""
        credential = credential_in(request.scope["headers"])
        if credential is not None:
            return await self._verified.caller(credential, self._verify)
        if await self._keyless.holds():
            return LOCAL_CALLER
        raise Unauthenticated

    async def _verify(self, credential: bytes) -> Verified:
        # Keys and tokens are ASCII; whatever else was sent becomes a character that neither of them has.
        text = credential.decode("ascii", errors="replace")
        if looks_like_key(text):
            async with self._looking_up:
                verified = await run_in_threadpool(self._verify_key, text)
        else:
            verified = await self._verify_token(text)
        caller = verified.caller
        _log.debug("verified by %s: %s of %s", caller.how, caller.subject, caller.tenant)
        return verified

    def _verify_key(self, text: str) -> Verified:
        try:
            key, remaining = self._keys.verify(text)
        except KeyRefused as refused:
            raise Unauthenticated(f"key: {refused}") from None
        self._keyless.end()
        scopes = frozenset(scope for scope in SCOPES if scope in key.scopes)
        caller = Caller(key.tenant, key.subject, scopes, key.data, "key")
        return Verified(caller, None if remaining is None else remaining.total_seconds())

    async def _verify_token(self, text: str) -> Verified:
        if self._tokens is None:
            raise Unauthenticated("token: no provider")
        try:
            return await self._tokens.verify(text)
        except ProviderUnavailable:
            raise ServiceUnavailable(retry_after=5) from None
