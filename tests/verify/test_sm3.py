"""SM3 in plain Python: the standard's examples, and OpenSSL's digests at every length around the blocks."""

import hashlib

import pytest

from app.verify import jixiao_verify
from app.verify.jixiao_verify import Broken, hash_of, sm3

# GB/T 32905-2016, annex A.
EXAMPLES = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}


@pytest.mark.parametrize("message", EXAMPLES)
def test_the_examples_of_the_standard_hold(message: bytes) -> None:
    assert sm3(message).hex() == EXAMPLES[message]


def test_every_length_around_the_blocks_is_as_openssl_has_it() -> None:
    for length in range(200):
        message = bytes(number * 7 % 256 for number in range(length))
        assert sm3(message) == hashlib.new("sm3", message).digest(), length


def test_where_openssl_lacks_sm3_it_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_sm3(name: str, *_: bytes) -> None:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(jixiao_verify.hashlib, "new", without_sm3)
    assert hash_of("sm3", b"abc").hex() == EXAMPLES[b"abc"]


@pytest.mark.parametrize("algorithm", ["md5", "SHA256", "", "sha512"])
def test_other_algorithms_are_refused(algorithm: str) -> None:
    with pytest.raises(Broken):
        hash_of(algorithm, b"")
