"""Checkpoints: a tree's size and root, signed, in the form that the transparency logs share.

The text is that of C2SP tlog-checkpoint, the envelope C2SP signed-note, keys are written as its verifier keys (vkey).
A tree that is not hashed with SHA-256 says so in an extension line, `hash sm3`: readers that know only the
specification find the signature good and the root unlike any of theirs.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.storage.merkle import ALGORITHMS, HASH_BYTES, LARGEST_SIZE
from app.storage.signing import Signer

LONGEST_NOTE = 64 * 1024
_ED25519 = b"\x01"
_KEY_ID_BYTES = 4
_SIZE = re.compile("0|[1-9][0-9]{0,18}")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_SIGNATURE_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")
_HASH = "hash "


class CheckpointInvalid(ValueError):
    """The text is no checkpoint, or none that the key has signed; the message says why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint claims: the ledger `origin` had `size` entries, and this root over all of them."""

    origin: str
    size: int
    root: bytes
    algorithm: str = "sha256"

    def text(self) -> str:
        """What is signed."""
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode()]
        if self.algorithm != "sha256":
            lines.append(f"{_HASH}{self.algorithm}")
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name it signs under, which is the origin of the ledger."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes by which a signature says whose it is."""
        named = self.name.encode() + b"\n" + _ED25519 + self.public_key
        return hashlib.sha256(named).digest()[:_KEY_ID_BYTES]

    def text(self) -> str:
        """`name+id+key`, as verifiers take it."""
        key = base64.b64encode(_ED25519 + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"


def origin_of(prefix: str, tenant: str) -> str:
    """The origin of a tenant's ledger. Characters that a key's name may not have are percent-encoded."""
    return f"{prefix}/{''.join(_in_name(character) for character in tenant)}"


def tenant_of(prefix: str, origin: str) -> str | None:
    """The tenant whose ledger has this origin; None for a ledger of other origins."""
    start, _, name = origin.rpartition("/")
    tenant = unquote(name)
    return tenant if start == prefix and origin_of(prefix, tenant) == origin else None


def read_verifier_key(text: str) -> VerifierKey:
    """Raises CheckpointInvalid for anything that `VerifierKey.text` does not write."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    decoded = _decoded(encoded)
    if decoded is None or decoded[:1] != _ED25519 or len(decoded) != 1 + HASH_BYTES:
        raise CheckpointInvalid("the verifier key is not one of Ed25519")
    key = VerifierKey(name, decoded[1:])
    if not _is_name(name) or key.key_id.hex() != key_id:
        raise CheckpointInvalid("the verifier key's name and id do not belong together")
    return key


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The checkpoint as a signed note."""
    text = checkpoint.text()
    key = VerifierKey(checkpoint.origin, signer.public_key)
    signature = base64.b64encode(key.key_id + signer.sign(text.encode())).decode()
    return f"{text}\n— {key.name} {signature}\n"


def open_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """The checkpoint of a note that the key has signed, which must bear the key's name. Raises CheckpointInvalid."""
    checkpoint = _read_text(open_note(note, key))
    if checkpoint.origin != key.name:
        raise CheckpointInvalid(f"the checkpoint is of {checkpoint.origin}, not of {key.name}")
    return checkpoint


def read_checkpoint(note: str) -> Checkpoint:
    """What a note claims, whoever signed it. Raises CheckpointInvalid for what is no checkpoint."""
    return _read_text(_split(note)[0])


def has_signature_of(note: str, key: VerifierKey) -> bool:
    """Whether a line of the note claims to be the key's signature. Raises CheckpointInvalid for what is no note."""
    return any(_is_of(key, name, signature) for name, signature in _split(note)[1])


def open_note(note: str, key: VerifierKey) -> str:
    """The text of a note that the key has signed; signatures of other keys are not looked at.

    Raises CheckpointInvalid.
    """
    text, signatures = _split(note)
    own = [signature[_KEY_ID_BYTES:] for name, signature in signatures if _is_of(key, name, signature)]
    if not own:
        raise CheckpointInvalid(f"the note is not signed by {key.name}")
    for signature in own:
        try:
            Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, text.encode())
        except (InvalidSignature, ValueError) as error:
            raise CheckpointInvalid(f"the signature of {key.name} does not fit the text") from error
    return text


def _split(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    if len(note) > LONGEST_NOTE or _CONTROL.search(note):
        raise CheckpointInvalid("the note is too long, or has control characters")
    text, separator, signed = note.rpartition("\n\n")
    if not separator or not signed.endswith("\n"):
        raise CheckpointInvalid("the note has no signatures, or its last line no end")
    return f"{text}\n", [_read_signature(line) for line in signed[:-1].split("\n")]


def _read_signature(line: str) -> tuple[str, bytes]:
    found = _SIGNATURE_LINE.fullmatch(line)
    signature = _decoded(found["signature"]) if found else None
    if found is None or signature is None or len(signature) <= _KEY_ID_BYTES:
        raise CheckpointInvalid("a signature line is malformed")
    return found["name"], signature


def _read_text(text: str) -> Checkpoint:
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise CheckpointInvalid("the text is not three lines or more with something on each")
    origin, size, root, *extensions = lines
    digest = _decoded(root)
    if not _SIZE.fullmatch(size) or int(size) > LARGEST_SIZE:
        raise CheckpointInvalid("the tree's size is not a whole number as it should be written")
    if digest is None or len(digest) != HASH_BYTES:
        raise CheckpointInvalid("the root is not a hash in base64")
    return Checkpoint(origin, int(size), digest, _algorithm(extensions))


def _algorithm(extensions: list[str]) -> str:
    named = [line.removeprefix(_HASH) for line in extensions if line.startswith(_HASH)]
    if not named:
        return "sha256"
    if len(named) > 1 or named[0] == "sha256" or named[0] not in ALGORITHMS:
        raise CheckpointInvalid(f"the tree is hashed with {', '.join(named)}, which is not known here")
    return named[0]


def _is_of(key: VerifierKey, name: str, signature: bytes) -> bool:
    return name == key.name and signature[:_KEY_ID_BYTES] == key.key_id


def _decoded(text: str) -> bytes | None:
    """The bytes of base64 as it is written, without the leniences of reading it."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if base64.b64encode(decoded).decode() == text else None


def _is_name(name: str) -> bool:
    return bool(name) and not any(character.isspace() or character == "+" for character in name)


def _in_name(character: str) -> str:
    # By a rule that no later version of Unicode changes: whoever verifies may have another Python.
    plain = character > " " and not character.isspace() and character not in "\x7f+%/"
    return character if plain else quote(character, safe="")
