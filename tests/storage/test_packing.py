"""Long texts take little room, and whatever was stored once can be read again."""

import hashlib

import pytest
import zstandard
from sqlalchemy import Engine, func, select, text

from app.storage.commit import record_batch
from app.storage.packing import CURRENT, DICTIONARIES, pack, pack_all, unpack
from app.storage.queries import get
from app.storage.tables import METADATA, evaluation
from app.storage.types import PackedBytes, PackedText
from tests.bench.forms import samples
from tests.services.ordinary.answers import BODIES
from tests.storage.making import TENANT, new_evaluation

SHEET = BODIES.score(samples(1)[0].body(1)).sheet


@pytest.mark.parametrize("kept", [b"", b"{}", "得分 ＝ 权重 × 完成率".encode(), SHEET, b"a" * 1_000_000])
def test_a_text_comes_back_as_it_went(kept: bytes) -> None:
    assert unpack(pack(kept)) == kept


def test_many_are_packed_as_each_alone() -> None:
    texts = [b"", SHEET, b"{}", SHEET]
    assert pack_all(texts) == [pack(text) for text in texts]
    assert pack_all([]) == []


def test_a_sheet_takes_a_tenth_of_its_room() -> None:
    assert len(pack(SHEET)) < len(SHEET) / 10


def test_the_dictionary_is_the_one_that_packed_what_is_stored() -> None:
    content = (DICTIONARIES / f"{CURRENT}.zstd").read_bytes()
    assert hashlib.sha256(content).hexdigest() == SHIPPED
    assert zstandard.get_frame_parameters(pack(b"{}")).dict_id == CURRENT


# As a text packed with it was stored, and must be readable for ever.
SHIPPED = "0c22b63bad68852d0e346ae986d784fdb9830b4db00d0e9f2cc74ba7b8b429ce"
STORED = bytes.fromhex("28b52ffd220180354d0000087d0100f9e64f0604")


def test_a_value_packed_by_an_earlier_release_can_be_read() -> None:
    assert unpack(STORED) == b'{"kind":"project_self_evaluation","fiscal_year":2024}'


@pytest.mark.parametrize("stored", ['{"a":"甲"}', '{"a":"甲"}'.encode(), zstandard.compress('{"a":"甲"}'.encode())])
def test_what_was_stored_in_another_way_is_read_too(stored: bytes | str) -> None:
    assert unpack(stored) == '{"a":"甲"}'.encode()


_UNKNOWN = zstandard.ZstdCompressionDict(
    (DICTIONARIES / f"{CURRENT}.zstd")
    .read_bytes()
    .replace(CURRENT.to_bytes(4, "little"), (CURRENT + 1).to_bytes(4, "little"), 1)
)


@pytest.mark.parametrize(
    "damaged",
    [
        pack(SHEET)[:-1],
        pack(SHEET) + b"x",
        pack(SHEET)[:40] + b"\0" * 40 + pack(SHEET)[80:],
        zstandard.FRAME_HEADER,
        # A frame that claims a tebibyte, and one of a dictionary that is not there.
        zstandard.FRAME_HEADER + bytes([0xE0]) + (1 << 40).to_bytes(8, "little"),
        zstandard.ZstdCompressor(dict_data=_UNKNOWN).compress(b"{}"),
    ],
    ids=["cut", "longer", "altered", "empty", "huge", "of another dictionary"],
)
def test_what_was_never_packed_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="packed"):
        unpack(damaged)


def test_a_sheet_is_stored_packed_and_read_as_it_was(engine: Engine) -> None:
    new = new_evaluation(sheet=SHEET)
    record_batch(engine, [new])
    with engine.connect() as connection:
        stored = connection.execute(select(func.length(evaluation.c.sheet))).scalar_one()
    assert stored == len(pack(SHEET))
    found = get(engine, TENANT, new.id)
    assert found is not None
    assert found.sheet == SHEET


@pytest.mark.postgresql
def test_postgresql_does_not_compress_again_what_is_packed(postgresql_engine: Engine) -> None:
    packed = {
        (table.name, column.name)
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, PackedBytes | PackedText)
    }
    with postgresql_engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
                " WHERE relkind = 'r' AND attstorage = 'e'"
            )
        )
        assert {tuple(row) for row in found} == packed
