"""What an API key looks like, `jx_<prefix>_<secret>`, and what is kept of it."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field

_PREFIX_BYTES, _SECRET_BYTES = 10, 32
_LETTERS = "[a-z2-7]"
# Base32: one case, no sign that a shell, a URL or a double click would take apart.
_KEY = re.compile(f"jx_({_LETTERS}{{16}})_({_LETTERS}{{52}})")


@dataclass(frozen=True, slots=True)
class KeyText:
    """A key as its holder has it. `prefix` finds it and may be shown; the secret is 256 random bits."""

    prefix: str
    secret: str = field(repr=False)

    def __str__(self) -> str:
        return f"jx_{self.prefix}_{self.secret}"

    def digest(self) -> str:
        """What is stored. A fast hash is enough: nobody guesses 256 bits, and each request would pay for a slow one."""
        return f"sha256:{hashlib.sha256(str(self).encode()).hexdigest()}"

    def matches(self, stored_digest: str) -> bool:
        """Whether the stored digest is this key's, in a time that does not depend on where they differ."""
        return hmac.compare_digest(self.digest().encode(), stored_digest.encode())


def new_key(randomness: Callable[[int], bytes]) -> KeyText:
    return KeyText(_letters(randomness(_PREFIX_BYTES)), _letters(randomness(_SECRET_BYTES)))


def looks_like_key(text: str) -> bool:
    """Whether a text claims to be a key, for what else could be sent in its place."""
    return text.startswith("jx_")


def read_key(text: str) -> KeyText | None:
    """The key in a text; None if it is none."""
    found = _KEY.fullmatch(text)
    return KeyText(found[1], found[2]) if found else None


def _letters(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=").lower()
