"""Who signs the ledger's checkpoints: an interface, and the key in a file that stands behind it by default."""

import os
import stat
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from app.storage.errors import StorageError

SEED_BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Signer(Protocol):
    """Signs with one Ed25519 key (RFC 8032), wherever the key is kept: a file, a signing server, an HSM."""

    @property
    def public_key(self) -> bytes:
        """The 32 bytes by which everybody verifies."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature."""
        ...


class SigningKeyMissing(StorageError):
    """There is no key file."""


class SigningKeyExposed(StorageError):
    """Others than its owner may read or write the key file."""


class SigningKeyUnreadable(StorageError):
    """The key file cannot be read, or holds no Ed25519 key."""


class FileSigner:
    """Signs with a private key held in memory."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self._public_key = key.public_key().public_bytes_raw()

    @property
    def public_key(self) -> bytes:
        return self._public_key

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    @classmethod
    def from_file(cls, path: Path) -> "FileSigner":
        """The signer of an unencrypted PEM file (PKCS #8), or of a file that is the 32 bytes of the seed.

        Raises SigningKeyMissing, SigningKeyExposed or SigningKeyUnreadable.
        """
        return cls(_private_key(path, _read_private(path)))


def create_key_file(path: Path) -> bool:
    """Makes a new key, for its owner alone; False where there is a file already, which is left as it is.

    Raises SigningKeyUnreadable where the file cannot be made.
    """
    content = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    if path.exists():
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        if isinstance(error, FileExistsError) and path.is_file():
            # Another process was faster.
            return False
        raise SigningKeyUnreadable(f"LEDGER_KEY_FILE: {path}: {error.strerror}") from error
    return True


def _read_private(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            # Of the file that is open: by its name another one might be looked at.
            mode = os.fstat(opened.fileno()).st_mode
            if mode & _OTHERS:
                raise SigningKeyExposed(
                    f"LEDGER_KEY_FILE: others may read or write {path} (mode {stat.S_IMODE(mode):04o});"
                    f" `chmod 600 {path}`"
                )
            return opened.read(64 * 1024)
    except FileNotFoundError as error:
        raise SigningKeyMissing(f"LEDGER_KEY_FILE: there is no {path}; `jixiao migrate` makes one") from error
    except OSError as error:
        raise SigningKeyUnreadable(f"LEDGER_KEY_FILE: {path}: {error.strerror}") from error


def _private_key(path: Path, content: bytes) -> Ed25519PrivateKey:
    if len(content) == SEED_BYTES:
        return Ed25519PrivateKey.from_private_bytes(content)
    try:
        key = load_pem_private_key(content, password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm) as error:
        # A TypeError is its way to say that a password is needed.
        raise SigningKeyUnreadable(
            f"LEDGER_KEY_FILE: {path} is neither an unencrypted PEM private key nor {SEED_BYTES} bytes"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyUnreadable(f"LEDGER_KEY_FILE: the key in {path} is not an Ed25519 key")
    return key
