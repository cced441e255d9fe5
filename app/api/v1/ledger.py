"""The ledger over HTTP: its signed head, entries, checkpoints, proofs, and a verification of what is stored."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from app.api.next_page import link_to_next
from app.api.problem import FieldError
from app.api.problem_document import problem_responses
from app.api.problem_types import (
    BodyTooLarge,
    InvalidRequest,
    LedgerDamaged,
    MalformedJson,
    NotFound,
    ServiceUnavailable,
    UnsupportedMediaType,
)
from app.api.security.caller import Caller
from app.api.security.permissions import needs
from app.api.strict_json import StrictJsonRoute
from app.api.v1.ledger_answers import (
    CheckpointsAnswer,
    ConsistencyAnswer,
    EntriesAnswer,
    HeadAnswer,
    InclusionAnswer,
    VerificationAnswer,
)
from app.api.v1.ledger_mapping import (
    checkpoints_answer,
    consistency_answer,
    entries_answer,
    head_answer,
    inclusion_answer,
    verification_answer,
)
from app.api.v1.ledger_requests import ConsistencyQuery, InclusionQuery, StretchQuery, VerificationRequest
from app.api.wording import Bilingual
from app.services.attest import Attestor
from app.services.prove import ProofService
from app.services.read_ledger import LedgerReading
from app.services.verify_ledger import LedgerVerification

router = APIRouter(prefix="/v1/audit", tags=["audit"], route_class=StrictJsonRoute)

# A ledger is the whole tenant's: nobody whose data scope is narrower sees into it.
Auditor = Annotated[Caller, Depends(needs("audit:read", whole_tenant=True))]

_NEXT = {
    "headers": {
        "Link": {"description": "下一段的地址，rel=next / where the next stretch is", "schema": {"type": "string"}}
    }
}


async def attestor(request: Request) -> Attestor:
    service: Attestor = request.app.state.attestor
    return service


async def reading(request: Request) -> LedgerReading:
    service: LedgerReading = request.app.state.ledger_reading
    return service


async def proofs(request: Request) -> ProofService:
    service: ProofService = request.app.state.proofs
    return service


async def verification(request: Request) -> LedgerVerification:
    service: LedgerVerification = request.app.state.ledger_verification
    return service


@router.get(
    "/head",
    operation_id="getLedgerHead",
    summary="账册现状及签名 / The signed head",
    response_description="现状及签名 / where the ledger stands, signed",
    responses=problem_responses(LedgerDamaged, ServiceUnavailable),
)
def get_head(caller: Auditor, service: Annotated[Attestor, Depends(attestor)]) -> HeadAnswer:
    """账册此刻的记录数与根，当场签名。请定期取回另行保存：账册日后若被整体改写，凭它即可发现。

    How many entries the ledger has now, and its root, signed at this moment. Fetch it now and then and keep it
    elsewhere: whoever rewrites the ledger later cannot make it agree with what you have.
    """
    return head_answer(service.head(caller.tenant))


@router.get(
    "/entries",
    operation_id="listLedgerEntries",
    summary="账册记录 / Entries of the ledger",
    responses={
        200: {"description": "一段记录 / a stretch of entries", **_NEXT},
        **problem_responses(InvalidRequest, ServiceUnavailable),
    },
)
def list_entries(
    request: Request,
    response: Response,
    query: Annotated[StretchQuery, Query()],
    caller: Auditor,
    service: Annotated[LedgerReading, Depends(reading)],
) -> EntriesAnswer:
    """由旧到新，序号不留空。body 是逐字节计入摘要的原文。

    Oldest first, without gaps. `body` is the text that is hashed, to the byte.
    """
    stretch = service.entries(caller.tenant, query.after, query.limit)
    if stretch.next_after < stretch.head:
        _point_onwards(request, response, stretch.next_after, query.limit)
    return entries_answer(stretch)


@router.get(
    "/checkpoints",
    operation_id="listCheckpoints",
    summary="检查点 / Checkpoints",
    responses={
        200: {"description": "一段检查点 / a stretch of checkpoints", **_NEXT},
        **problem_responses(InvalidRequest, ServiceUnavailable),
    },
)
def list_checkpoints(
    request: Request,
    response: Response,
    query: Annotated[StretchQuery, Query()],
    caller: Auditor,
    service: Annotated[LedgerReading, Depends(reading)],
    signer: Annotated[Attestor, Depends(attestor)],
) -> CheckpointsAnswer:
    """定期留存的检查点，由旧到新；账册有新记录时约每分钟一个。

    The checkpoints that are kept, oldest first: about one a minute while entries are added.
    """
    found = service.checkpoints(caller.tenant, query.after, query.limit)
    answer = checkpoints_answer(found, query.after, signer.verifier_key(caller.tenant).text())
    if len(found) == query.limit:
        _point_onwards(request, response, answer.next_after, query.limit)
    return answer


@router.get(
    "/proofs/inclusion",
    operation_id="proveInclusion",
    summary="证明记录在账册中 / Prove that an entry is in the ledger",
    response_description="包含证明 / the proof",
    responses=problem_responses(NotFound, InvalidRequest, LedgerDamaged, ServiceUnavailable),
)
def prove_inclusion(
    query: Annotated[InclusionQuery, Query()],
    caller: Auditor,
    service: Annotated[ProofService, Depends(proofs)],
) -> InclusionAnswer:
    """按评价编号或记录序号，二者择一；tree_size 为自己所存检查点的记录数时，证明可与该检查点核对。

    By evaluation or by position, one of the two; with `tree_size` of a checkpoint that you have kept, the proof is
    one for that checkpoint.
    """
    if query.evaluation is not None and query.position is None:
        proof = service.inclusion_of(caller.tenant, caller.data, query.evaluation, query.tree_size)
    elif query.position is not None and query.evaluation is None:
        proof = service.inclusion(caller.tenant, query.position, query.tree_size)
    else:
        message = Bilingual("evaluation 与 position 须且只须给出一个", "give evaluation or position, and not both")
        raise InvalidRequest(errors=[FieldError("", "one_of_both", message, parameter="position")])
    return inclusion_answer(proof)


@router.get(
    "/proofs/consistency",
    operation_id="proveConsistency",
    summary="证明账册只增不改 / Prove that the ledger only grew",
    response_model_by_alias=True,
    response_description="一致性证明 / the proof",
    responses=problem_responses(InvalidRequest, LedgerDamaged, ServiceUnavailable),
)
def prove_consistency(
    query: Annotated[ConsistencyQuery, Query()],
    caller: Auditor,
    service: Annotated[ProofService, Depends(proofs)],
) -> ConsistencyAnswer:
    """证明先前 from 条记录原样保留在其后 to 条的账册中。

    That the first `from` entries are still there, unaltered, in the ledger of `to` entries.
    """
    return consistency_answer(service.consistency(caller.tenant, query.from_, query.to))


@router.post(
    "/verify",
    operation_id="verifyLedger",
    summary="核验账册 / Verify the stored ledger",
    response_model_by_alias=True,
    response_description="核验结果 / what it came to",
    responses=problem_responses(MalformedJson, UnsupportedMediaType, BodyTooLarge, InvalidRequest, ServiceUnavailable),
)
def verify(
    asked: Annotated[VerificationRequest, Body(openapi_examples={"all": {"summary": "全部 / all", "value": {}}})],
    caller: Auditor,
    service: Annotated[LedgerVerification, Depends(verification)],
) -> VerificationAnswer:
    """逐条核对：记录是否缺失、改动，是否与留存的评价一致，是否在已签的树中；给出第一处不符。一次最多 10000 条，
    按 next_from 续核。服务器自己说“相符”不足为凭：请用 jixiao-verify 离线核验回执、镜像与检查点。

    Entry by entry: whether one is missing or altered, whether it agrees with the evaluation that is stored, whether it
    is in the tree; with the first place that does not hold. At most 10,000 entries a call, continued at `next_from`. A
    server's word on itself is no proof: check receipts, mirrors and checkpoints offline with jixiao-verify.
    """
    return verification_answer(caller.tenant, service.verify(caller.tenant, asked.from_, asked.to, asked.checkpoints))


def _point_onwards(request: Request, response: Response, after: int, limit: int) -> None:
    response.headers["Link"] = link_to_next(request, after=after, limit=limit)
