"""The ledger over HTTP: signed heads, entries, checkpoints, proofs and a verification, on both engines."""

import base64
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update
from starlette.testclient import TestClient

from app.api.v1 import ledger_answers
from app.storage import tables
from app.verify import jixiao_verify
from tests.forms import example, project_form
from tests.log_lines import LogLines
from tests.serving import JSON, recorded, serving
from tests.storage.tampering import at, replant, rewrite, tampering
from tests.verify.ledgers import Kept

TENANT = "default"
SIZE = 5


@pytest.fixture
def grown(client: TestClient) -> TestClient:
    """A ledger of five evaluations."""
    for number in range(SIZE):
        recorded(client, project_form(f"P{number}"))
    return client


def got(client: TestClient, path: str, **query: object) -> dict[str, Any]:
    answer = client.get(f"/v1/audit/{path}", params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def verify(client: TestClient, **asked: object) -> httpx.Response:
    return client.post("/v1/audit/verify", content=json.dumps(asked), headers=JSON)


def verdict(client: TestClient, **asked: object) -> dict[str, Any]:
    answer = verify(client, **asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize(
    ("path", "query", "model"),
    [
        ("head", {}, ledger_answers.HeadAnswer),
        ("entries", {}, ledger_answers.EntriesAnswer),
        ("checkpoints", {}, ledger_answers.CheckpointsAnswer),
        ("proofs/inclusion", {"position": 2}, ledger_answers.InclusionAnswer),
        ("proofs/consistency", {"from": 2}, ledger_answers.ConsistencyAnswer),
    ],
)
def test_an_answer_has_exactly_the_fields_that_are_described(
    grown: TestClient, path: str, query: dict[str, object], model: Any
) -> None:
    keep_a_checkpoint(grown)
    answer = got(grown, path, **query)
    assert model.model_validate(answer, strict=True).model_dump(by_alias=True) == answer


def keep_a_checkpoint(client: TestClient) -> None:
    """As the service does by itself every minute."""
    client.app.state.attestor.keep(TENANT)  # type: ignore[attr-defined]


def test_the_head_is_signed_and_moves_with_every_entry(grown: TestClient) -> None:
    before = got(grown, "head")
    recorded(grown, example())
    after = got(grown, "head")
    assert (before["position"], after["position"]) == (SIZE, SIZE + 1)
    for head in (before, after):
        key = jixiao_verify.read_key(head["verifier_key"])
        checkpoint = jixiao_verify.open_checkpoint(head["checkpoint"], [key])
        assert (checkpoint.origin, checkpoint.size) == ("jixiao/default", head["position"])
        assert head["root"] == f"sha256:{checkpoint.root.hex()}"


def test_an_empty_ledger_has_a_head_and_nothing_else(client: TestClient) -> None:
    assert got(client, "head")["position"] == 0
    assert got(client, "entries") == {"items": [], "next_after": 0, "head": 0}
    assert got(client, "checkpoints")["items"] == []
    assert verdict(client) == {
        "tenant": TENANT,
        "from": 1,
        "to": 0,
        "head": 0,
        "holds": True,
        "checked": 0,
        "fault": None,
        "next_from": None,
    }


def test_entries_are_given_once_each_in_order_by_following_the_links(grown: TestClient) -> None:
    found, address = [], "/v1/audit/entries?limit=2"
    while address:
        answer = grown.get(address)
        found += answer.json()["items"]
        address = answer.links.get("next", {}).get("url", "")
    assert [entry["position"] for entry in found] == list(range(1, SIZE + 1))
    for entry in found:
        leaf = hashlib.sha256(b"\x00" + entry["body"].encode()).hexdigest()
        assert entry["entry_digest"] == f"sha256:{leaf}"
        assert json.loads(entry["body"])["evaluation"]["id"] == entry["evaluation_id"]
    assert got(grown, "entries", after=SIZE) == {"items": [], "next_after": SIZE, "head": SIZE}


def test_entries_make_a_mirror_that_the_verifier_accepts(grown: TestClient, tmp_path: Path) -> None:
    head = got(grown, "head")
    kept = Kept(tmp_path, head["verifier_key"])
    lines = "".join(f"{entry['body']}\n" for entry in got(grown, "entries")["items"])
    assert kept.verdict("mirror", kept.file("feed.ndjson", lines), "--checkpoint", kept.file("head.json", head)) == 0
    altered = lines.replace('"fiscal_year":2024', '"fiscal_year":2023', 1)
    assert kept.verdict("mirror", kept.file("feed.ndjson", altered), "--checkpoint", kept.file("head.json", head)) == 1


def test_checkpoints_are_listed_oldest_first(client: TestClient, tmp_path: Path) -> None:
    for number in range(3):
        recorded(client, project_form(f"P{number}"))
        keep_a_checkpoint(client)
    answer = got(client, "checkpoints")
    assert [each["position"] for each in answer["items"]] == [1, 2, 3]
    assert answer["next_after"] == 3
    kept = Kept(tmp_path, answer["verifier_key"])
    for each in answer["items"]:
        assert kept.verdict("checkpoint", kept.file("checkpoint.txt", each["checkpoint"])) == 0
    first = client.get("/v1/audit/checkpoints", params={"limit": 2})
    assert [each["position"] for each in first.json()["items"]] == [1, 2]
    assert [each["position"] for each in client.get(first.links["next"]["url"]).json()["items"]] == [3]


def test_an_entry_is_proved_by_its_position_or_its_evaluation(grown: TestClient) -> None:
    entry = got(grown, "entries", after=2, limit=1)["items"][0]
    proof = got(grown, "proofs/inclusion", position=3)
    assert proof == got(grown, "proofs/inclusion", evaluation=entry["evaluation_id"])
    assert (proof["body"], proof["tree_size"], proof["entry_digest"]) == (entry["body"], SIZE, entry["entry_digest"])


def test_an_entry_is_proved_for_a_checkpoint_that_the_caller_kept(client: TestClient, tmp_path: Path) -> None:
    for number in range(3):
        recorded(client, project_form(f"P{number}"))
    outside = got(client, "head")
    for number in range(3, SIZE):
        recorded(client, project_form(f"P{number}"))
    proof = got(client, "proofs/inclusion", position=2, tree_size=outside["position"])
    assert (proof["root"], proof["checkpoint"]) == (outside["root"], None)
    kept = Kept(tmp_path, outside["verifier_key"])
    assert kept.verdict(kept.file("receipt.json", {**proof, "checkpoint": outside["checkpoint"]})) == 0


def test_growth_is_proved_between_two_heads(grown: TestClient, tmp_path: Path) -> None:
    older = got(grown, "head")
    for number in range(SIZE, 2 * SIZE):
        recorded(grown, project_form(f"P{number}"))
    kept = Kept(tmp_path, older["verifier_key"])
    proof = kept.file("proof.json", got(grown, "proofs/consistency", **{"from": older["position"]}))
    # The answer brings the newer checkpoint along.
    assert kept.verdict("consistency", kept.file("older.json", older), proof, "--proof", proof) == 0
    earlier = got(grown, "proofs/consistency", **{"from": 2, "to": 7})
    assert (earlier["from"], earlier["to"], earlier["checkpoint"]) == (2, 7, None)


REFUSED_QUERIES: list[tuple[str, dict[str, object], str, str | None]] = [
    ("proofs/inclusion", {}, "position", "one_of_both"),
    ("proofs/inclusion", {"position": 1, "evaluation": "a"}, "position", "one_of_both"),
    ("proofs/inclusion", {"position": 6}, "position", "beyond_ledger"),
    ("proofs/inclusion", {"position": 3, "tree_size": 2}, "position", "beyond_ledger"),
    ("proofs/inclusion", {"position": 3, "tree_size": 6}, "tree_size", "beyond_ledger"),
    ("proofs/consistency", {"from": 6}, "from", "beyond_ledger"),
    ("proofs/consistency", {"from": 3, "to": 2}, "from", "beyond_ledger"),
    ("proofs/consistency", {"from": 3, "to": 6}, "to", "beyond_ledger"),
    ("proofs/consistency", {}, "from", None),
    ("proofs/inclusion", {"position": 0}, "position", None),
    ("proofs/inclusion", {"position": 2**63}, "position", None),
    ("proofs/inclusion", {"position": "x"}, "position", None),
    ("proofs/consistency", {"from": -1}, "from", None),
    ("entries", {"after": -1}, "after", None),
    ("entries", {"after": 2**63}, "after", None),
    ("entries", {"limit": 0}, "limit", None),
    ("entries", {"limit": 1001}, "limit", None),
    ("entries", {"page": 1}, "page", None),
    ("checkpoints", {"limit": 1001}, "limit", None),
]


def test_a_query_that_cannot_be_answered_names_the_parameter(grown: TestClient) -> None:
    for path, query, parameter, code in REFUSED_QUERIES:
        answer = grown.get(f"/v1/audit/{path}", params=query)
        assert answer.status_code == 422, answer.text
        error = answer.json()["errors"][0]
        assert error["parameter"] == parameter
        assert code in (None, error["code"])
        assert error["message_zh"]
        assert error["message_en"]


def test_the_greatest_positions_are_read(grown: TestClient) -> None:
    assert got(grown, "entries", after=2**63 - 1)["items"] == []
    assert grown.get("/v1/audit/proofs/inclusion", params={"position": 2**63 - 1}).status_code == 422


def test_an_evaluation_of_nobody_is_not_found(grown: TestClient) -> None:
    assert grown.get("/v1/audit/proofs/inclusion", params={"evaluation": "nobody"}).status_code == 404


# Verification.


def test_an_untouched_ledger_holds_whole_and_in_parts(grown: TestClient) -> None:
    head = got(grown, "head")
    assert verdict(grown, checkpoints=[head["checkpoint"]])["holds"]
    assert verdict(grown) == {
        "tenant": TENANT,
        "from": 1,
        "to": SIZE,
        "head": SIZE,
        "holds": True,
        "checked": SIZE,
        "fault": None,
        "next_from": None,
    }
    part = verdict(grown, **{"from": 2, "to": 3})
    assert (part["holds"], part["checked"], part["next_from"]) == (True, 2, 4)


def altered_score(connection: Connection) -> None:
    connection.execute(update(tables.evaluation).where(at(tables.evaluation, 3, TENANT)).values(grade="fair"))


def altered_sheet(connection: Connection) -> None:
    connection.execute(update(tables.evaluation).where(at(tables.evaluation, 3, TENANT)).values(sheet=b"{}"))


def altered_body(connection: Connection) -> None:
    connection.execute(update(tables.ledger_entry).where(at(tables.ledger_entry, 3, TENANT)).values(body="{}"))


def deleted_entry(connection: Connection) -> None:
    connection.execute(delete(tables.ledger_entry).where(at(tables.ledger_entry, 3, TENANT)))


def deleted_evaluation(connection: Connection) -> None:
    connection.execute(delete(tables.evaluation).where(at(tables.evaluation, 3, TENANT)))


def redated(connection: Connection) -> None:
    moment = connection.execute(select(tables.evaluation.c.recorded_at).where(at(tables.evaluation, 1, TENANT)))
    values = {"recorded_at": moment.scalar_one()}
    for table in (tables.evaluation, tables.ledger_entry):
        connection.execute(update(table).where(at(table, 3, TENANT)).values(values))


def swapped(connection: Connection) -> None:
    for before, after in ((3, 99), (4, 3), (99, 4)):
        moved = update(tables.ledger_entry).where(at(tables.ledger_entry, before, TENANT)).values(position=after)
        connection.execute(moved)


def inserted(connection: Connection) -> None:
    table = tables.ledger_entry
    copied = dict(connection.execute(select(table).where(at(table, 3, TENANT))).mappings().one())
    for position in range(SIZE, 2, -1):
        connection.execute(update(table).where(at(table, position, TENANT)).values(position=position + 1))
    connection.execute(insert(table), copied)


TAMPERINGS: list[tuple[Callable[[Connection], None], str]] = [
    (altered_score, "altered_evaluation"),
    (altered_sheet, "altered_sheet"),
    (altered_body, "altered_entry"),
    (deleted_entry, "gap"),
    (deleted_evaluation, "missing_evaluation"),
    (redated, "altered_entry"),
    (swapped, "altered_entry"),
]


@pytest.mark.parametrize(("tamper", "code"), TAMPERINGS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_tampering_is_found_and_located(
    grown: TestClient, engine: Engine, tamper: Callable[[Connection], None], code: str
) -> None:
    with tampering(engine) as connection:
        tamper(connection)
    found = verdict(grown)
    assert (found["holds"], found["checked"], found["next_from"]) == (False, 2, None)
    fault = found["fault"]
    assert (fault["position"], fault["code"]) == (3, code)
    assert "3" in fault["message_zh"]
    assert "3" in fault["message_en"]


def test_an_entry_put_in_between_is_found(grown: TestClient, engine: Engine) -> None:
    with tampering(engine) as connection:
        inserted(connection)
    fault = verdict(grown)["fault"]
    assert (fault["position"], fault["code"]) == (4, "altered_entry")


def test_a_full_rewrite_holds_by_itself_and_is_found_by_a_checkpoint_that_was_kept(
    grown: TestClient, engine: Engine
) -> None:
    """The insider recomputes every digest, every node and the head. Only what lies outside contradicts."""
    outside = got(grown, "head")["checkpoint"]
    with tampering(engine) as connection:
        connection.execute(update(tables.evaluation).where(at(tables.evaluation, 2, TENANT)).values(grade="fair"))
        rewrite(connection, TENANT)
    assert verdict(grown)["holds"]
    fault = verdict(grown, checkpoints=[outside])["fault"]
    assert (fault["position"], fault["code"]) == (SIZE, "wrong_trusted_head")


def test_an_end_cut_off_is_found_by_a_checkpoint_that_was_kept(grown: TestClient, engine: Engine) -> None:
    outside = got(grown, "head")["checkpoint"]
    with tampering(engine) as connection:
        for table in (tables.evaluation_finding, tables.ledger_entry, tables.evaluation):
            connection.execute(delete(table).where(table.c.tenant == TENANT, table.c.position == SIZE))
        cut = tables.effective_evaluation
        last = connection.execute(select(cut).where(cut.c.tenant == TENANT)).mappings().all()
        alive = set(connection.execute(select(tables.evaluation.c.id)).scalars())
        for row in last:
            if row["evaluation_id"] not in alive:
                connection.execute(delete(cut).where(cut.c.series_key == row["series_key"]))
        replant(connection, TENANT)
    assert verdict(grown)["holds"]
    fault = verdict(grown, checkpoints=[outside])["fault"]
    assert (fault["position"], fault["code"]) == (SIZE, "wrong_trusted_head")


def test_the_running_service_does_not_sign_a_rewritten_ledger(
    grown: TestClient, engine: Engine, log_lines: LogLines
) -> None:
    got(grown, "head")
    with tampering(engine) as connection:
        connection.execute(update(tables.evaluation).where(at(tables.evaluation, 2, TENANT)).values(grade="fair"))
        rewrite(connection, TENANT)
    for path in ("/v1/audit/head", "/v1/audit/proofs/inclusion?position=1", "/v1/audit/proofs/consistency?from=1"):
        answer = grown.get(path)
        assert (answer.status_code, answer.json()["type"]) == (500, "/problems/ledger-damaged")
    assert len(log_lines.named("ledger.damaged")) == 3


def test_nor_does_one_that_starts_later_where_a_checkpoint_was_kept(migrated_database_url: str, engine: Engine) -> None:
    with serving(migrated_database_url) as client:
        recorded(client, project_form())
        keep_a_checkpoint(client)
    with tampering(engine) as connection:
        connection.execute(update(tables.evaluation).values(grade="fair"))
        rewrite(connection, TENANT)
    with serving(migrated_database_url) as client:
        assert client.get("/v1/audit/head").status_code == 500


REFUSED_VERIFICATIONS: list[tuple[dict[str, object], str]] = [
    ({"from": 0}, "/from"),
    ({"from": SIZE + 1}, "/from"),
    ({"from": True}, "/from"),
    ({"from": "1"}, "/from"),
    ({"to": SIZE + 1}, "/to"),
    ({"from": 3, "to": 2}, "/to"),
    ({"to": 2**63}, "/to"),
    ({"checkpoints": ["x"]}, "/checkpoints/0"),
    ({"checkpoints": ["x" * 4001]}, "/checkpoints/0"),
    ({"checkpoints": [""] * 21}, "/checkpoints"),
    ({"checkpoints": "x"}, "/checkpoints"),
    ({"first": 1}, "/first"),
]


def test_a_verification_that_cannot_be_made_names_the_field(grown: TestClient) -> None:
    for asked, pointer in REFUSED_VERIFICATIONS:
        answer = verify(grown, **asked)
        assert answer.status_code == 422, answer.text
        assert pointer in [error["pointer"] for error in answer.json()["errors"]], asked


# The program that verifies.


def test_the_verifier_is_handed_out_with_its_digest(client: TestClient, tmp_path: Path) -> None:
    answer = client.get("/v1/audit/verifier")
    content = Path(jixiao_verify.__file__).read_bytes()
    assert answer.content == content
    assert answer.headers["content-type"] == "text/x-python; charset=utf-8"
    assert "jixiao_verify.py" in answer.headers["content-disposition"]
    assert answer.headers["repr-digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"
    again = client.get("/v1/audit/verifier", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_checkpoints_are_kept_while_the_service_runs(
    migrated_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKPOINT_SECONDS", "1")
    with serving(migrated_database_url) as client:
        recorded(client, project_form())
        deadline = time.monotonic() + 30
        while not got(client, "checkpoints")["items"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert got(client, "checkpoints")["items"][0]["checkpoint"] == got(client, "head")["checkpoint"]
