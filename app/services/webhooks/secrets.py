"""The secrets of webhooks and what is signed with them (Standard Webhooks 1.0.0).

A secret is not stored. It is made again, whenever it is needed, from what only the holder of the ledger's key can sign:
a copy of the database signs nothing. With another key there are other secrets, which the stored digest shows.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.storage.signing import Signer

# A checkpoint begins with the name of its ledger, which has no blank: nothing signed here can pass for one.
_PURPOSE = "jixiao webhook secret"
_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class WebhookSecret:
    """32 bytes that the service and one receiver know."""

    content: bytes = field(repr=False)

    def text(self) -> str:
        """As the receiver gets it."""
        return _PREFIX + base64.b64encode(self.content).decode()

    def digest(self) -> str:
        """What is stored."""
        return f"sha256:{hashlib.sha256(self.content).hexdigest()}"

    def signature(self, signed: bytes, algorithm: str) -> str:
        return base64.b64encode(hmac.new(self.content, signed, algorithm).digest()).decode()


class SecretMaker:
    """Makes the secret of a subscription and generation, the same one every time."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def secret(self, webhook_id: str, generation: int) -> WebhookSecret:
        # Ed25519 signs deterministically (RFC 8032), and nobody ever sees this signature.
        signature = self._signer.sign(f"{_PURPOSE}\n{webhook_id}\n{generation}\n".encode())
        return WebhookSecret(hashlib.sha256(signature).digest())


def signatures(
    secrets: Sequence[WebhookSecret], message_id: str, timestamp: int, body: bytes, *, sm3: bool = False
) -> str:
    """The value of `webhook-signature`: one signature per secret, each of which is enough for a receiver.

    With `sm3`, HMAC-SM3 signatures under the tag `v1sm3` follow; the standard's libraries pass over tags they do not
    know.
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    tags = {"v1": "sha256"} | ({"v1sm3": "sm3"} if sm3 else {})
    return " ".join(
        f"{tag},{secret.signature(signed, algorithm)}" for tag, algorithm in tags.items() for secret in secrets
    )
