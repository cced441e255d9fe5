"""Events are CloudEvents 1.0 whose data is the ledger's own text."""

import json
from datetime import UTC, datetime

from app.services.webhooks.events import KINDS, event_id, event_source, event_text, event_type
from app.storage.records import LedgerEntry

BODY = '{"entry":"evaluation","evaluation":{"score":"98.480000"},"position":42,"tenant":"default"}'


def entry(**changes: object) -> LedgerEntry:
    facts: dict[str, object] = {
        "tenant": "default",
        "position": 42,
        "entry_kind": "evaluation",
        "evaluation_id": "019ab3c2-7d10-7c3e-9a55-0242ac120002",
        "recorded_at": datetime(2026, 11, 28, 13, 0, tzinfo=UTC),
        "body": BODY,
        "entry_digest": f"sha256:{'5dd08d43' * 8}",
    }
    return LedgerEntry(**(facts | changes))  # type: ignore[arg-type]


def test_an_event_has_the_context_that_cloudevents_asks_for() -> None:
    assert json.loads(event_text(entry(), "jixiao")) == {
        "specversion": "1.0",
        "id": f"evt_42_{'5dd08d43' * 4}",
        "source": "urn:jixiao:jixiao/default",
        "type": "cn.jixiao.evaluation.recorded",
        "subject": "019ab3c2-7d10-7c3e-9a55-0242ac120002",
        "time": "2026-11-28T13:00:00.000000Z",
        "datacontenttype": "application/json",
        "data": json.loads(BODY),
    }


def test_its_data_is_the_entrys_body_to_the_byte() -> None:
    assert event_text(entry(), "jixiao").endswith(f'"datacontenttype":"application/json","data":{BODY}}}')


def test_an_event_that_is_about_no_evaluation_has_no_subject() -> None:
    told = json.loads(event_text(entry(entry_kind="rule_pack", evaluation_id=None), "jixiao"))
    assert "subject" not in told
    assert told["type"] == "cn.jixiao.rule_pack.published"


def test_every_kind_of_entry_has_a_type_of_its_own() -> None:
    assert [event_type(kind) for kind in KINDS] == [
        "cn.jixiao.evaluation.recorded",
        "cn.jixiao.evaluation.revised",
        "cn.jixiao.evaluation.withdrawn",
        "cn.jixiao.rule_pack.published",
    ]


def test_another_content_at_the_same_position_is_another_event() -> None:
    """A ledger that was restored from an older backup goes on with other entries."""
    assert event_id(entry()) != event_id(entry(entry_digest="sha256:" + "0" * 64))
    assert "." not in event_id(entry(tenant="a.b"))


def test_a_source_is_a_uri_whatever_the_ledger_is_called() -> None:
    assert event_source("绩效 ", "a.b") == "urn:jixiao:%E7%BB%A9%E6%95%88%20/a.b"
