"""Receipts over HTTP, and the program that checks them."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.api.conditional import NOT_MODIFIED, IfNoneMatch, conditional_response
from app.api.openapi_document import ETAG_HEADER
from app.api.problem_document import problem_responses
from app.api.problem_types import InvalidRequest, LedgerDamaged, NotFound, ServiceUnavailable
from app.api.security.caller import Caller
from app.api.security.permissions import needs, public
from app.api.v1.evaluations import EvaluationId
from app.api.v1.ledger_answers import ReceiptAnswer
from app.api.v1.ledger_mapping import receipt_answer
from app.services.prove import ProofService

router = APIRouter(tags=["audit"])

_VERIFIER = (files("app.verify") / "jixiao_verify.py").read_text(encoding="utf-8")
_DIGEST = b64encode(sha256(_VERIFIER.encode()).digest()).decode()


async def proofs(request: Request) -> ProofService:
    service: ProofService = request.app.state.proofs
    return service


@router.get(
    "/v1/evaluations/{evaluation_id}/receipt",
    operation_id="getReceipt",
    summary="回执 / The receipt of one evaluation",
    response_description="回执 / the receipt",
    responses=problem_responses(NotFound, InvalidRequest, LedgerDamaged, ServiceUnavailable),
)
def get_receipt(
    evaluation_id: EvaluationId,
    caller: Annotated[Caller, Depends(needs("evaluations:read"))],
    service: Annotated[ProofService, Depends(proofs)],
) -> ReceiptAnswer:
    """该评价已入账、且账册已签名的证明，请与评分答复一同保存。日后用 jixiao-verify 离线核验：评分结果、提交内容与
    账册一字不差；不需要本服务在线，也不需要信任它。

    Proof that the evaluation is in the signed ledger, to be kept with the answer. jixiao-verify checks it offline at
    any later time: neither the score nor the form differs by a character. It takes neither the service nor trust in it.
    """
    return receipt_answer(evaluation_id, service.inclusion_of(caller.tenant, caller.data, evaluation_id))


@router.get(
    "/v1/audit/verifier",
    operation_id="getVerifier",
    summary="核验程序 / The program that verifies",
    response_class=Response,
    dependencies=[Depends(public())],
    responses={
        200: {
            "description": "jixiao_verify.py：单个文件，只需 Python 3.8 以上 / one file, for Python 3.8 and later",
            "content": {"text/x-python": {"schema": {"type": "string"}}},
            "headers": {
                "ETag": ETAG_HEADER,
                "Repr-Digest": {
                    "description": "内容的 SHA-256（RFC 9530） / digest of the file (RFC 9530)",
                    "schema": {"type": "string"},
                },
            },
        },
        **NOT_MODIFIED,
        **problem_responses(InvalidRequest),
    },
)
def get_verifier(if_none_match: IfNoneMatch = None) -> Response:
    """离线核验回执、镜像、检查点的程序。它不含本服务的任何代码；请与发行版所附的摘要核对后使用。

    The program that checks receipts, mirrors and checkpoints offline. It shares no code with the service; compare its
    digest with the one of the release before you rely on it.
    """
    headers = {
        "Content-Disposition": 'attachment; filename="jixiao_verify.py"',
        "Repr-Digest": f"sha-256=:{_DIGEST}:",
    }
    return conditional_response(_VERIFIER, "text/x-python", if_none_match, headers)
