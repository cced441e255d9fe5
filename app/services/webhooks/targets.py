"""Where webhooks may go: to origins that the operator has listed, and nowhere else.

Addresses inside a government's network are private ones, so that no rule about addresses could tell good targets from
bad ones; a list can. Names are compared as they are written: what a name resolves to is the operator's to know, and a
listed https origin must prove its name by its certificate.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import httpx

from app.services.hosts import is_loopback

LONGEST_URL = 2000
_PORTS = {"http": 80, "https": 443}
_HIGHEST_PORT = 65535

Refusal = Literal["not_a_url", "not_https", "no_targets", "not_listed"]


class Origin(NamedTuple):
    """As RFC 6454 has it."""

    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Targets:
    """The origins that are listed."""

    origins: frozenset[Origin]

    @classmethod
    def read(cls, text: str) -> "Targets":
        """From a list with commas: `https://platform.example.gov.cn,https://10.1.2.3:8443`.

        Raises ValueError for an entry that is no origin, or one that is neither https nor this machine.
        """
        return cls(frozenset(_listed(entry.strip()) for entry in text.split(",") if entry.strip()))

    def refusal(self, url: str) -> Refusal | None:
        """Why nothing may be sent there; None if it may."""
        parsed = _parsed(url)
        if parsed is None:
            return "not_a_url"
        origin = _origin(parsed)
        if not _trusted(origin):
            return "not_https"
        if not self.origins:
            return "no_targets"
        return None if origin in self.origins else "not_listed"


def _listed(entry: str) -> Origin:
    parsed = _parsed(entry)
    if parsed is None or parsed.path not in ("", "/") or parsed.query:
        raise ValueError(f"{entry}: not an origin such as https://platform.example.gov.cn:8443")
    origin = _origin(parsed)
    if not _trusted(origin):
        raise ValueError(f"{entry}: not https")
    return origin


def _parsed(url: str) -> httpx.URL | None:
    """The same reading by which it is sent, so that nobody finds a URL that the two understand differently."""
    # Plain visible ASCII: no blank, no control character, no letter that looks like another one. Some programs take a
    # backslash for a slash.
    if len(url) > LONGEST_URL or "\\" in url or not all("!" <= character <= "~" for character in url):
        return None
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return None
    possible = parsed.scheme in _PORTS and parsed.host and (parsed.port is None or 0 < parsed.port <= _HIGHEST_PORT)
    return parsed if possible and not parsed.userinfo and not parsed.fragment else None


def _origin(url: httpx.URL) -> Origin:
    return Origin(url.scheme, url.host, url.port or _PORTS[url.scheme])


def _trusted(origin: Origin) -> bool:
    return origin.scheme == "https" or is_loopback(origin.host)
