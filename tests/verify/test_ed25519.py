"""Ed25519 in plain Python: the vectors of RFC 8032, another implementation's verdicts, and the edges."""

import hashlib
import random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.verify.jixiao_verify import BASE, decode_point, encode_point, verify_ed25519
from tests.verify import curve
from tests.verify.curve import ORDER, SMALL_ORDER, P, added, times

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = {
    "1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    "2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
    "1024": (
        "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
        (
            "08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98fa6e264bf09efe12ee50f8f54e9f77b1"
            "e355f6c50544e23fb1433ddf73be84d879de7c0046dc4996d9e773f4bc9efe5738829adb26c81b37c93a1b270b20329d"
            "658675fc6ea534e0810a4432826bf58c941efb65d57a338bbd2e26640f89ffbc1a858efcb8550ee3a5e1998bd177e93a"
            "7363c344fe6b199ee5d02e82d522c4feba15452f80288a821a579116ec6dad2b3b310da903401aa62100ab5d1a36553e"
            "06203b33890cc9b832f79ef80560ccb9a39ce767967ed628c6ad573cb116dbefefd75499da96bd68a8a97b928a8bbc10"
            "3b6621fcde2beca1231d206be6cd9ec7aff6f6c94fcd7204ed3455c68c83f4a41da4af2b74ef5c53f1d8ac70bdcb7ed1"
            "85ce81bd84359d44254d95629e9855a94a7c1958d1f8ada5d0532ed8a5aa3fb2d17ba70eb6248e594e1a2297acbbb39d"
            "502f1a8c6eb6f1ce22b3de1a1f40cc24554119a831a9aad6079cad88425de6bde1a9187ebb6092cf67bf2b13fd65f270"
            "88d78b7e883c8759d2c4f5c65adb7553878ad575f9fad878e80a0c9ba63bcbcc2732e69485bbc9c90bfbd62481d9089b"
            "eccf80cfe2df16a2cf65bd92dd597b0707e0917af48bbb75fed413d238f5555a7a569d80c3414a8d0859dc65a46128ba"
            "b27af87a71314f318c782b23ebfe808b82b0ce26401d2e22f04d83d1255dc51addd3b75a2b1ae0784504df543af8969b"
            "e3ea7082ff7fc9888c144da2af58429ec96031dbcad3dad9af0dcbaaaf268cb8fcffead94f3c7ca495e056a9b47acdb7"
            "51fb73e666c6c655ade8297297d07ad1ba5e43f1bca32301651339e22904cc8c42f58c30c04aafdb038dda0847dd988d"
            "cda6f3bfd15c4b4c4525004aa06eeff8ca61783aacec57fb3d1f92b0fe2fd1a85f6724517b65e614ad6808d6f6ee34df"
            "f7310fdc82aebfd904b01e1dc54b2927094b2db68d6f903b68401adebf5a7e08d78ff4ef5d63653a65040cf9bfd4aca7"
            "984a74d37145986780fc0b16ac451649de6188a7dbdf191f64b5fc5e2ab47b57f7f7276cd419c17a3ca8e1b939ae49e4"
            "88acba6b965610b5480109c8b17b80e1b7b750dfc7598d5d5011fd2dcc5600a32ef5b52a1ecc820e308aa342721aac09"
            "43bf6686b64b2579376504ccc493d97e6aed3fb0f9cd71a43dd497f01f17c0e2cb3797aa2a2f256656168e6c496afc5f"
            "b93246f6b1116398a346f1a641f3b041e989f7914f90cc2c7fff357876e506b50d334ba77c225bc307ba537152f3f161"
            "0e4eafe595f6d9d90d11faa933a15ef1369546868a7f3a45a96768d40fd9d03412c091c6315cf4fde7cb68606937380d"
            "b2eaaa707b4c4185c32eddcdd306705e4dc1ffc872eeee475a64dfac86aba41c0618983f8741c5ef68d3a101e8a3b8ca"
            "c60c905c15fc910840b94c00a0b9d0"
        ),
        "0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350aa5371b1508f9f4528ecea23c436d94b"
        "5e8fcd4f681e30a6ac00a9704a188a03",
    ),
    "SHA(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
        "3dca179c138ac17ad9bef1177331a704",
    ),
}

GENERATOR = (BASE[0], BASE[1])


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_of_the_rfc_hold(name: str) -> None:
    public_key, message, signature = map(bytes.fromhex, VECTORS[name])
    assert verify_ed25519(public_key, message, signature)
    assert not verify_ed25519(public_key, message + b"\x00", signature)


@pytest.mark.parametrize("name", VECTORS)
def test_one_bit_anywhere_spoils_a_vector(name: str) -> None:
    public_key, message, signature = map(bytes.fromhex, VECTORS[name])
    for place in range(0, 512, 19):
        assert not verify_ed25519(public_key, message, flipped(signature, place))
    for place in range(0, 256, 19):
        assert not verify_ed25519(flipped(public_key, place), message, signature)


def flipped(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def test_the_verdict_is_that_of_openssl() -> None:
    numbers = random.Random(8032)
    for _ in range(40):
        signer = Ed25519PrivateKey.from_private_bytes(numbers.randbytes(32))
        public_key, message = signer.public_key().public_bytes_raw(), numbers.randbytes(numbers.randrange(200))
        signature = signer.sign(message)
        for tried in (signature, flipped(signature, numbers.randrange(512))):
            assert verify_ed25519(public_key, message, tried) == openssl_verifies(public_key, message, tried)
        assert verify_ed25519(public_key, message, signature)


def openssl_verifies(public_key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


SECRET, NONCE = 0x1234567890ABCDEF**4 % ORDER, 0xFEDCBA0987654321**4 % ORDER
MESSAGE = b"a checkpoint"


def signed(key_part: tuple[int, int] = (0, 1), nonce_part: tuple[int, int] = (0, 1)) -> tuple[bytes, bytes]:
    """A key and a signature, each with a small-order part added to its point."""
    public_key = curve.encoded(added(times(SECRET, GENERATOR), key_part))
    point = curve.encoded(added(times(NONCE, GENERATOR), nonce_part))
    scalar = (NONCE + curve.challenge(point, public_key, MESSAGE) * SECRET) % ORDER
    return public_key, point + scalar.to_bytes(32, "little")


def test_a_signature_made_by_hand_holds() -> None:
    public_key, signature = signed()
    assert verify_ed25519(public_key, MESSAGE, signature)
    assert openssl_verifies(public_key, MESSAGE, signature)


@pytest.mark.parametrize("more", range(1, 15))
def test_no_signature_has_a_second_form(more: int) -> None:
    """S + n·L fits the equation as well: RFC 8032 asks that it be refused."""
    public_key, signature = signed()
    scalar = int.from_bytes(signature[32:], "little") + more * ORDER
    assert scalar < 2**256
    assert not verify_ed25519(public_key, MESSAGE, signature[:32] + scalar.to_bytes(32, "little"))


def test_scalars_from_the_order_on_are_refused() -> None:
    public_key, signature = signed()
    for scalar in (ORDER, ORDER + 1, 2**253, 2**256 - 1):
        assert not verify_ed25519(public_key, MESSAGE, signature[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize("key", SMALL_ORDER)
def test_keys_of_small_order_sign_nothing(key: tuple[int, int]) -> None:
    """Under such a key R = S·B fits whenever the challenge is a multiple of its order: for every message in turn."""
    public_key = curve.encoded(key)
    for nonce in range(1, 60):
        point = curve.encoded(times(nonce, GENERATOR))
        if times(curve.challenge(point, public_key, MESSAGE), key) == (0, 1):
            signature = point + nonce.to_bytes(32, "little")
            assert openssl_verifies(public_key, MESSAGE, signature)
            assert not verify_ed25519(public_key, MESSAGE, signature)
            return
    raise AssertionError("no nonce was found under which the equation holds")


@pytest.mark.parametrize("part", SMALL_ORDER[1:])
def test_the_equation_is_the_one_without_the_cofactor(part: tuple[int, int]) -> None:
    """A part of small order in R, or in the key, is not multiplied away."""
    public_key, signature = signed(nonce_part=part)
    assert not verify_ed25519(public_key, MESSAGE, signature)
    assert not openssl_verifies(public_key, MESSAGE, signature)
    public_key, signature = signed(key_part=part)
    assert verify_ed25519(public_key, MESSAGE, signature) == openssl_verifies(public_key, MESSAGE, signature)


@pytest.mark.parametrize(
    "encoded",
    [
        P.to_bytes(32, "little"),
        (P + 1).to_bytes(32, "little"),
        (2**255 - 1).to_bytes(32, "little"),
        (1 | 1 << 255).to_bytes(32, "little"),
        (P - 1 | 1 << 255).to_bytes(32, "little"),
        (2).to_bytes(32, "little"),
        b"\xff" * 32,
    ],
    ids=["p", "p+1", "2^255-1", "negative zero at 1", "negative zero at -1", "off the curve", "all ones"],
)
def test_what_no_point_is_encoded_as_is_refused(encoded: bytes) -> None:
    assert decode_point(encoded) is None
    assert not verify_ed25519(encoded, MESSAGE, bytes(64))
    public_key, signature = signed()
    assert not verify_ed25519(public_key, MESSAGE, encoded + signature[32:])


def test_points_come_back_from_their_encoding() -> None:
    for number in range(1, 20):
        encoded = curve.encoded(times(number, GENERATOR))
        point = decode_point(encoded)
        assert point is not None
        assert encode_point(point) == encoded


@pytest.mark.parametrize(("key", "signature"), [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_other_lengths_are_refused(key: int, signature: int) -> None:
    public_key, good = signed()
    assert not verify_ed25519((public_key + b"\x00")[:key], MESSAGE, (good + b"\x00")[:signature])
