"""Checkpoints as signed notes: published vectors, one's own notes, and notes that nobody signed."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.storage.checkpoint import (
    LONGEST_NOTE,
    Checkpoint,
    CheckpointInvalid,
    VerifierKey,
    open_checkpoint,
    open_note,
    origin_of,
    read_verifier_key,
    sign_checkpoint,
    tenant_of,
)
from app.storage.merkle import LARGEST_SIZE
from app.storage.signing import FileSigner

SIGNER = FileSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
ORIGIN = "jixiao/丰台区"
KEY = VerifierKey(ORIGIN, SIGNER.public_key)
ROOT = bytes(range(100, 132))
CHECKPOINT = Checkpoint(ORIGIN, 20_852_163, ROOT)

# From the tests of Go's module golang.org/x/mod/sumdb/note, whose form the specification took over.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
PROBLEM = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
OF_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
OF_ENOCH = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"


def test_the_published_note_opens_with_the_published_keys() -> None:
    for text in (PETER, ENOCH):
        key = read_verifier_key(text)
        assert key.text() == text
        assert open_note(f"{PROBLEM}\n{OF_PETER}{OF_ENOCH}", key) == PROBLEM


def test_the_published_note_does_not_open_once_it_is_altered() -> None:
    with pytest.raises(CheckpointInvalid, match="does not fit the text"):
        open_note(f"{PROBLEM.replace('think', 'know')}\n{OF_PETER}", read_verifier_key(PETER))
    with pytest.raises(CheckpointInvalid, match="not signed by EnochRoot"):
        open_note(f"{PROBLEM}\n{OF_PETER}", read_verifier_key(ENOCH))


def test_a_known_key_of_the_go_module_log_is_read() -> None:
    text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert read_verifier_key(text).text() == text


def test_a_checkpoint_is_three_lines_and_a_signature() -> None:
    note = sign_checkpoint(CHECKPOINT, SIGNER)
    signature = note.splitlines()[-1].removeprefix(f"— {ORIGIN} ")
    assert note == f"jixiao/丰台区\n20852163\n{base64.b64encode(ROOT).decode()}\n\n— jixiao/丰台区 {signature}\n"
    assert base64.b64decode(signature)[:4] == KEY.key_id
    assert open_checkpoint(note, KEY) == CHECKPOINT


def test_a_checkpoint_says_when_the_tree_is_hashed_with_sm3() -> None:
    checkpoint = Checkpoint(ORIGIN, 5, ROOT, "sm3")
    note = sign_checkpoint(checkpoint, SIGNER)
    assert note.splitlines()[3] == "hash sm3"
    assert open_checkpoint(note, KEY) == checkpoint


def test_signatures_of_others_and_lines_for_others_are_passed_over() -> None:
    stranger = FileSigner(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    text = f"{CHECKPOINT.text()}noted by a witness\n"
    note = f"{text}\n{OF_PETER}— {ORIGIN} {signature_of(stranger, text)}\n— {ORIGIN} {signature_of(SIGNER, text)}\n"
    assert open_checkpoint(note, KEY) == CHECKPOINT
    assert open_checkpoint(note, VerifierKey(ORIGIN, stranger.public_key)) == CHECKPOINT


def signature_of(signer: FileSigner, text: str, name: str = ORIGIN) -> str:
    key = VerifierKey(name, signer.public_key)
    return base64.b64encode(key.key_id + signer.sign(text.encode())).decode()


def note_of(text: str) -> str:
    """Any text with a true signature."""
    return f"{text}\n— {ORIGIN} {signature_of(SIGNER, text)}\n"


ROOT64 = base64.b64encode(ROOT).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n1\n",
        f"{ORIGIN}\n1\n{ROOT64}\n\nhash sm3\n",
        f"\n1\n{ROOT64}\n",
        f"{ORIGIN}\n01\n{ROOT64}\n",
        f"{ORIGIN}\n-1\n{ROOT64}\n",
        f"{ORIGIN}\n+1\n{ROOT64}\n",
        f"{ORIGIN}\n 1\n{ROOT64}\n",
        f"{ORIGIN}\n1_0\n{ROOT64}\n",
        f"{ORIGIN}\n１\n{ROOT64}\n",
        f"{ORIGIN}\n1e3\n{ROOT64}\n",
        f"{ORIGIN}\n{LARGEST_SIZE + 1}\n{ROOT64}\n",
        f"{ORIGIN}\n{'9' * 5000}\n{ROOT64}\n",
        f"{ORIGIN}\n1\n{ROOT64[:-4]}\n",
        f"{ORIGIN}\n1\n{ROOT64[:-1]}\n",
        f"{ORIGIN}\n1\n{ROOT64} \n",
        f"{ORIGIN}\n1\n{ROOT.hex()}\n",
        f"{ORIGIN}\n1\n{ROOT64}\nhash md5\n",
        f"{ORIGIN}\n1\n{ROOT64}\nhash sha256\n",
        f"{ORIGIN}\n1\n{ROOT64}\nhash sm3\nhash sm3\n",
        f"jixiao/沙依巴克区\n1\n{ROOT64}\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointInvalid):
        open_checkpoint(note_of(text), KEY)


@pytest.mark.parametrize("size", [0, 1, LARGEST_SIZE])
def test_every_size_a_ledger_may_have_is_read(size: int) -> None:
    assert open_checkpoint(note_of(f"{ORIGIN}\n{size}\n{ROOT64}\n"), KEY).size == size


def test_the_base64_of_a_root_has_one_spelling() -> None:
    # 32 bytes leave two bits over, which must be zero.
    other = ROOT64[:-2] + {"M": "N"}.get(ROOT64[-2], "B") + "="
    assert base64.b64decode(other) == ROOT
    with pytest.raises(CheckpointInvalid, match="root"):
        open_checkpoint(note_of(f"{ORIGIN}\n1\n{other}\n"), KEY)


@pytest.mark.parametrize(
    "damage",
    [
        lambda note: note.replace("20852163", "20852164"),
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note[:-1],
        lambda note: note + "\n",
        lambda note: note.replace("— ", "- "),
        lambda note: note.replace("— ", "—  "),
        lambda note: note.replace("\n", "\r\n"),
        lambda note: note.replace("jixiao", "jixiao\x00"),
        lambda note: note.replace("jixiao", "other"),
        lambda note: note[:-3] + "\n",
        lambda note: note[:-2] + "A\n",
        lambda note: note.split("— ")[0] + f"— {ORIGIN} {base64.b64encode(KEY.key_id).decode()}\n",
        lambda note: note.split("— ")[0] + f"— {ORIGIN} {base64.b64encode(KEY.key_id + bytes(64)).decode()}\n",
        lambda note: note.split("— ")[0] + f"— {ORIGIN} {base64.b64encode(KEY.key_id + bytes(10)).decode()}\n",
        lambda note: note.split("— ")[0],
        lambda note: "",
        lambda note: "\n\n\n",
        lambda note: "x" * LONGEST_NOTE + note,
    ],
)
def test_a_damaged_note_is_refused(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(CheckpointInvalid):
        open_checkpoint(damage(sign_checkpoint(CHECKPOINT, SIGNER)), KEY)


def test_one_false_signature_of_the_key_spoils_the_note() -> None:
    text = CHECKPOINT.text()
    false = base64.b64encode(KEY.key_id + bytes(64)).decode()
    with pytest.raises(CheckpointInvalid, match="does not fit"):
        open_checkpoint(f"{text}\n— {ORIGIN} {signature_of(SIGNER, text)}\n— {ORIGIN} {false}\n", KEY)


def test_a_key_that_is_no_point_verifies_nothing() -> None:
    key = VerifierKey(ORIGIN, b"\xff" * 32)
    text = CHECKPOINT.text()
    note = f"{text}\n— {ORIGIN} {base64.b64encode(key.key_id + bytes(64)).decode()}\n"
    with pytest.raises(CheckpointInvalid, match="does not fit"):
        open_checkpoint(note, key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        PETER[:-1],
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("PeterNeumann", "Peter"),
        PETER.replace("+ARpc", "+Apc"),
        PETER.replace("+ARpc", "+Bhpc"),
        PETER.replace("PeterNeumann", ""),
        "a b+" + PETER.partition("+")[2],
        "+".join(["x", "00000000", base64.b64encode(b"\x04" + bytes(32)).decode()]),
    ],
)
def test_a_key_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(CheckpointInvalid):
        read_verifier_key(text)


def test_a_name_with_a_space_is_refused_though_its_id_fits() -> None:
    with pytest.raises(CheckpointInvalid, match="name and id"):
        read_verifier_key(VerifierKey("a b", SIGNER.public_key).text())


@pytest.mark.parametrize(
    ("tenant", "origin"),
    [
        ("default", "jixiao/default"),
        ("丰台区", "jixiao/丰台区"),
        ("a b", "jixiao/a%20b"),
        ("a+b", "jixiao/a%2Bb"),
        ("a%20b", "jixiao/a%2520b"),
        ("a\nb", "jixiao/a%0Ab"),
        ("a\u3000b", "jixiao/a%E3%80%80b"),
        ("a\u2028b", "jixiao/a%E2%80%A8b"),
        ("a/b", "jixiao/a%2Fb"),
        ("a\x7fb", "jixiao/a%7Fb"),
        # Characters that an older Python does not know yet, and one that nobody sees.
        ("\U00031350\U0003ffff", "jixiao/\U00031350\U0003ffff"),
        ("a\u200bb", "jixiao/a\u200bb"),
    ],
)
def test_every_tenant_has_an_origin_of_its_own_that_keys_may_be_named_by(tenant: str, origin: str) -> None:
    assert origin_of("jixiao", tenant) == origin
    checkpoint = Checkpoint(origin, 1, ROOT)
    key = VerifierKey(origin, SIGNER.public_key)
    assert read_verifier_key(key.text()) == key
    assert open_checkpoint(sign_checkpoint(checkpoint, SIGNER), key) == checkpoint
    assert tenant_of("jixiao", origin) == tenant


@pytest.mark.parametrize(
    "origin", ["", "jixiao", "elsewhere/default", "jixiao/a/b", "jixiao/a%2fb", "jixiao/%61", "jixiao/a b", "jixiao/%"]
)
def test_an_origin_that_no_tenant_of_the_service_has_is_of_nobody(origin: str) -> None:
    assert tenant_of("jixiao", origin) is None
