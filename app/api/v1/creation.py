"""Scoring a form and recording it over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.types import Receive

from app.api.in_step import in_step
from app.api.problem_document import problem_responses
from app.api.security.caller import Caller
from app.api.shortcuts import Shortcut, received_again
from app.api.strict_json import StrictJsonRoute, first_fields
from app.api.v1.body_scorer import BodyScorer
from app.api.v1.evaluations import FormBody, Recorder
from app.api.v1.mapping import form_of
from app.api.v1.recorded import CREATED, RECORDING, SCORING, IdempotencyKey, checked_key, created
from app.services.evaluate import EvaluationService

router = APIRouter(prefix="/v1/evaluations", tags=["evaluations"], route_class=StrictJsonRoute)


async def evaluations(request: Request) -> EvaluationService:
    service: EvaluationService = request.app.state.evaluations
    return service


@router.post(
    "",
    operation_id="createEvaluation",
    summary="评分并留存 / Score a form and record it",
    status_code=201,
    response_model=None,
    responses={**CREATED, **problem_responses(*RECORDING, *SCORING)},
)
async def create_evaluation(
    body: FormBody,
    caller: Recorder,
    key: IdempotencyKey,
    service: Annotated[EvaluationService, Depends(evaluations)],
) -> Response:
    """对一张已填报的自评表逐项评分，连同提交内容、评分表和审计记录在一个事务中留存。

    Scores a filled form and stores the submission, the score sheet and its audit entry in one transaction.
    """
    return created(await service.record(form_of(body), caller, key))


async def _create_ordinary(request: Request) -> Response | Receive:
    """Records an ordinary form as its bytes are read."""
    fields, state = first_fields(request.scope), request.app.state
    content = await _ROUTE.content(request, fields)
    await in_step()
    bodies: BodyScorer = state.bodies
    service: EvaluationService = state.evaluations
    scored = bodies.form_to_record(content) if b"content-type" in fields else None
    if scored is None:
        return received_again(content, request.receive)
    await in_step()
    sent = fields.get(b"idempotency-key")
    key = checked_key(None if sent is None else sent.decode("latin-1"))
    caller: Caller = request.scope["state"]["caller"]
    return created(await service.record_scored(scored, caller, key))


_ROUTE = next(route for route in router.routes if isinstance(route, StrictJsonRoute))
SHORTCUT = Shortcut(_ROUTE, _create_ordinary)
