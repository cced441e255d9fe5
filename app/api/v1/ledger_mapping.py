"""From what the services know of the ledger to what is answered."""

from collections.abc import Sequence

from app.api.v1.ledger_answers import (
    CheckpointAnswer,
    CheckpointsAnswer,
    ConsistencyAnswer,
    EntriesAnswer,
    FaultAnswer,
    HeadAnswer,
    InclusionAnswer,
    LedgerEntryAnswer,
    ReceiptAnswer,
    VerificationAnswer,
)
from app.api.v1.ledger_faults import fault_message
from app.services.answer import rfc3339
from app.services.attest import SignedHead
from app.services.prove import Consistency, Inclusion
from app.services.read_ledger import Stretch
from app.services.verify_ledger import Verification
from app.storage.ledger import Fault
from app.storage.records import StoredCheckpoint


def head_answer(signed: SignedHead) -> HeadAnswer:
    return HeadAnswer(
        tenant=signed.tenant,
        position=signed.checkpoint.size,
        root=signed.root,
        checkpoint=signed.note,
        verifier_key=signed.verifier_key,
    )


def entries_answer(stretch: Stretch) -> EntriesAnswer:
    items = [
        LedgerEntryAnswer(
            position=entry.position,
            entry_kind=entry.entry_kind,
            evaluation_id=entry.evaluation_id,
            recorded_at=rfc3339(entry.recorded_at),
            body=entry.body,
            entry_digest=entry.entry_digest,
        )
        for entry in stretch.entries
    ]
    return EntriesAnswer(items=items, next_after=stretch.next_after, head=stretch.head)


def checkpoints_answer(found: Sequence[StoredCheckpoint], after: int, verifier_key: str) -> CheckpointsAnswer:
    items = [
        CheckpointAnswer(
            position=each.position, root=each.root, checkpoint=each.note, recorded_at=rfc3339(each.recorded_at)
        )
        for each in found
    ]
    return CheckpointsAnswer(items=items, next_after=found[-1].position if found else after, verifier_key=verifier_key)


def inclusion_answer(found: Inclusion) -> InclusionAnswer:
    return InclusionAnswer(
        tenant=found.entry.tenant,
        position=found.entry.position,
        body=found.entry.body,
        entry_digest=found.entry.entry_digest,
        tree_size=found.tree_size,
        root=found.root,
        inclusion_proof=list(found.proof),
        checkpoint=found.signed.note if found.signed.checkpoint.size == found.tree_size else None,
        verifier_key=found.signed.verifier_key,
    )


def receipt_answer(evaluation_id: str, found: Inclusion) -> ReceiptAnswer:
    return ReceiptAnswer(
        evaluation=evaluation_id,
        tenant=found.entry.tenant,
        position=found.entry.position,
        body=found.entry.body,
        entry_digest=found.entry.entry_digest,
        tree_size=found.tree_size,
        root=found.root,
        inclusion_proof=list(found.proof),
        checkpoint=found.signed.note,
        verifier_key=found.signed.verifier_key,
    )


def consistency_answer(found: Consistency) -> ConsistencyAnswer:
    return ConsistencyAnswer.model_validate(
        {
            "tenant": found.signed.tenant,
            "from": found.first,
            "to": found.second,
            "from_root": found.first_root,
            "to_root": found.second_root,
            "proof": list(found.proof),
            "checkpoint": found.signed.note if found.signed.checkpoint.size == found.second else None,
            "verifier_key": found.signed.verifier_key,
        }
    )


def verification_answer(tenant: str, found: Verification) -> VerificationAnswer:
    fault = found.verdict.fault
    return VerificationAnswer.model_validate(
        {
            "tenant": tenant,
            "from": found.first,
            "to": found.last,
            "head": found.head,
            "holds": fault is None,
            "checked": found.verdict.checked,
            "fault": None if fault is None else _fault_answer(fault),
            "next_from": found.last + 1 if fault is None and found.last < found.head else None,
        }
    )


def _fault_answer(fault: Fault) -> FaultAnswer:
    message = fault_message(fault)
    return FaultAnswer(
        position=fault.position,
        code=fault.code,
        field=fault.field,
        detail=fault.detail,
        message_zh=message.zh,
        message_en=message.en,
    )
