"""Ids in order of time (RFC 9562, UUID version 7)."""

import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.services.ids import uuid7

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 200 * 365 * 86400 * 10**6).map(lambda number: EPOCH + timedelta(microseconds=number))
RANDOMNESS = st.binary(min_size=10, max_size=10)


@given(moment=MOMENTS, randomness=RANDOMNESS)
def test_an_id_says_its_version_variant_and_millisecond(moment: datetime, randomness: bytes) -> None:
    made = uuid.UUID(uuid7(moment, randomness))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert timedelta(milliseconds=made.int >> 80) == timedelta(
        milliseconds=(moment - EPOCH) // timedelta(milliseconds=1)
    )


@given(moment=MOMENTS, one=RANDOMNESS, other=RANDOMNESS)
def test_an_id_made_later_sorts_later(moment: datetime, one: bytes, other: bytes) -> None:
    assert uuid7(moment, one) < uuid7(moment + timedelta(milliseconds=1), other)


@given(moment=MOMENTS, randomness=RANDOMNESS)
def test_seventy_four_random_bits_are_in_an_id(moment: datetime, randomness: bytes) -> None:
    kept = uuid.UUID(uuid7(moment, randomness)).int & ((1 << 80) - 1)
    drawn = int.from_bytes(randomness, "big")
    fixed = (0xF << 76) | (0x3 << 62)
    assert kept & ~fixed == drawn & ~fixed


def test_an_id_does_not_depend_on_the_zone_of_the_clock() -> None:
    moment = datetime(2025, 1, 20, 8, tzinfo=UTC)
    assert uuid7(moment.astimezone(), bytes(10)) == uuid7(moment, bytes(10))
