"""The signing key in its file: made once, read with care, refused where others reach it."""

import stat
from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from app.storage.signing import (
    FileSigner,
    SigningKeyExposed,
    SigningKeyMissing,
    SigningKeyUnreadable,
    create_key_file,
)

SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def written(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    file = folder / "ledger.key"
    file.write_bytes(content)
    file.chmod(mode)
    return file


def test_a_key_is_made_for_its_owner_alone_and_signs(tmp_path: Path) -> None:
    file = tmp_path / "data" / "ledger.key"
    assert create_key_file(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    signer = FileSigner.from_file(file)
    Ed25519PublicKey.from_public_bytes(signer.public_key).verify(signer.sign(b"text"), b"text")


def test_two_keys_are_not_alike(tmp_path: Path) -> None:
    create_key_file(tmp_path / "one")
    create_key_file(tmp_path / "two")
    assert FileSigner.from_file(tmp_path / "one").public_key != FileSigner.from_file(tmp_path / "two").public_key


def test_a_key_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    for content in (PEM, b"", b"not a key"):
        file = written(tmp_path, content)
        assert not create_key_file(file)
        assert file.read_bytes() == content


def test_of_two_who_make_a_key_at_once_one_is_the_first(tmp_path: Path) -> None:
    file = written(tmp_path, PEM)
    with patch.object(Path, "exists", return_value=False):
        assert not create_key_file(file)
    assert file.read_bytes() == PEM


@pytest.mark.parametrize("content", [PEM, SEED], ids=["pem", "seed"])
def test_both_forms_of_a_key_are_read(tmp_path: Path, content: bytes) -> None:
    signer = FileSigner.from_file(written(tmp_path, content))
    assert signer.public_key == KEY.public_key().public_bytes_raw()
    assert signer.sign(b"text") == KEY.sign(b"text")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o777])
def test_a_key_that_others_reach_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(SigningKeyExposed, match="chmod 600"):
        FileSigner.from_file(written(tmp_path, PEM, mode))


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_key_of_its_owner_alone_is_taken(tmp_path: Path, mode: int) -> None:
    assert FileSigner.from_file(written(tmp_path, PEM, mode)).public_key == KEY.public_key().public_bytes_raw()


def test_a_missing_key_is_told_from_an_unreadable_one(tmp_path: Path) -> None:
    with pytest.raises(SigningKeyMissing, match="jixiao migrate"):
        FileSigner.from_file(tmp_path / "ledger.key")
    tmp_path.chmod(0o700)
    with pytest.raises(SigningKeyUnreadable, match="LEDGER_KEY_FILE"):
        FileSigner.from_file(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "neither"),
        (SEED[:-1], "neither"),
        (SEED + b"\n", "neither"),
        (PEM[:-40], "neither"),
        (KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")), "unencrypted"),
        (KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), "neither"),
        (
            rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            "not an Ed25519 key",
        ),
    ],
    ids=["empty", "short", "long", "cut", "encrypted", "public", "rsa"],
)
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(SigningKeyUnreadable, match=said):
        FileSigner.from_file(written(tmp_path, content))


def test_where_no_file_can_be_made_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SigningKeyUnreadable, match="LEDGER_KEY_FILE"):
        create_key_file(tmp_path / "file" / "ledger.key")
