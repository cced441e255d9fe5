"""Forms of a parcel survive being put into one text, whatever they hold."""

from hypothesis import given
from hypothesis import strategies as st

from app.services.batches.items import joined, split


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=10))
def test_what_was_joined_is_split_again(items: list[bytes]) -> None:
    assert split(joined(items)) == items
