"""A ledger entry as an event: CloudEvents 1.0 in structured JSON, the entry inside as it stands in the ledger."""

from urllib.parse import quote

from app.services.ordinary.json_text import compact
from app.storage.ledger import EVALUATION, REVISION, RULE_PACK, WITHDRAWAL
from app.storage.records import LedgerEntry
from app.storage.types import utc_text

KINDS = (EVALUATION, REVISION, WITHDRAWAL, RULE_PACK)
MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"
_TYPES = {
    EVALUATION: "cn.jixiao.evaluation.recorded",
    REVISION: "cn.jixiao.evaluation.revised",
    WITHDRAWAL: "cn.jixiao.evaluation.withdrawn",
    RULE_PACK: "cn.jixiao.rule_pack.published",
}
_DIGITS_OF_DIGEST = 32


def event_id(entry: LedgerEntry) -> str:
    """The same for every attempt; another one for another content, were it at the same position of another ledger.

    Without a full stop, which separates what is signed.
    """
    _, _, digest = entry.entry_digest.partition(":")
    return f"evt_{entry.position}_{digest[:_DIGITS_OF_DIGEST]}"


def event_type(entry_kind: str) -> str:
    """What happened, by the kind of entry that tells it."""
    return _TYPES.get(entry_kind, f"cn.jixiao.{entry_kind}")


def event_source(ledger_origin: str, tenant: str) -> str:
    """The ledger, by the name it has in its checkpoints."""
    return f"urn:jixiao:{quote(f'{ledger_origin}/{tenant}')}"


def event_text(entry: LedgerEntry, ledger_origin: str) -> str:
    """The event; its `data` is the entry's body to the byte."""
    context = {
        "specversion": "1.0",
        "id": event_id(entry),
        "source": event_source(ledger_origin, entry.tenant),
        "type": event_type(entry.entry_kind),
        **({} if entry.evaluation_id is None else {"subject": entry.evaluation_id}),
        "time": utc_text(entry.recorded_at),
        "datacontenttype": "application/json",
    }
    head = compact(context)
    return f'{head[:-1]},"data":{entry.body}}}'
