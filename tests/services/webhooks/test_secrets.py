"""What signs is not stored, and the signature is the standard's."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.services.webhooks.secrets import SecretMaker, WebhookSecret, signatures
from app.storage.signing import FileSigner
from tests.serving import SIGNER

MAKER = SecretMaker(SIGNER)


def test_the_signature_of_the_standards_own_example() -> None:
    secret = WebhookSecret(base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    signature = signatures([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_secret_signs_and_sm3_comes_last_under_its_own_tag() -> None:
    secrets = [MAKER.secret("a", 2), MAKER.secret("a", 1)]
    tags = [each.partition(",")[0] for each in signatures(secrets, "id", 1, b"{}", sm3=True).split(" ")]
    assert tags == ["v1", "v1", "v1sm3", "v1sm3"]


def test_a_secret_is_the_same_every_time_and_like_no_other() -> None:
    others = [
        MAKER.secret("b", 1),
        MAKER.secret("a", 2),
        SecretMaker(FileSigner(Ed25519PrivateKey.from_private_bytes(bytes(32)))).secret("a", 1),
    ]
    secret = MAKER.secret("a", 1)
    assert secret == MAKER.secret("a", 1)
    assert len({secret.text(), *(each.text() for each in others)}) == 4


def test_what_the_ledgers_key_signs_for_a_secret_can_pass_for_no_checkpoint() -> None:
    signed: list[bytes] = []

    class Noting:
        public_key = SIGNER.public_key

        def sign(self, message: bytes) -> bytes:
            signed.append(message)
            return SIGNER.sign(message)

    SecretMaker(Noting()).secret("a", 1)
    first, *_ = signed[0].decode().splitlines()
    assert " " in first, "the name of a ledger has no blank (LEDGER_ORIGIN, names.py)"


def test_its_text_is_as_receivers_know_it_and_its_digest_does_not_give_it_away() -> None:
    secret = MAKER.secret("a", 1)
    prefix, _, content = secret.text().partition("_")
    assert (prefix, len(base64.b64decode(content, validate=True))) == ("whsec", 32)
    assert content not in secret.digest()
    assert content not in repr(secret)
