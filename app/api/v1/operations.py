"""Whether the service lives, and whether it can take work."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from app.api.problem_document import problem_responses
from app.api.problem_types import ServiceUnavailable
from app.api.security.permissions import public
from app.api.v1.fields import told
from app.api.wording import Bilingual
from app.storage.errors import StorageError

_STOPPING = Bilingual("服务即将停止，请改用其他进程。", "The process is about to stop; use another one.")

router = APIRouter(tags=["operations"], dependencies=[Depends(public())])


class HealthAnswer(BaseModel):
    """运行状态。The state of the service."""

    status: Annotated[Literal["ok"], told("正常。", "All is well.", "ok")]


@router.get(
    "/healthz",
    operation_id="getHealth",
    summary="存活 / Whether the process lives",
    response_description="存活 / alive",
)
async def health() -> HealthAnswer:
    """进程存活即为 ok，不访问数据库。

    Answers as long as the process does; the database is not asked.
    """
    return HealthAnswer(status="ok")


@router.get(
    "/readyz",
    operation_id="getReadiness",
    summary="就绪 / Whether the service can take work",
    response_description="就绪 / ready",
    responses=problem_responses(ServiceUnavailable),
)
def readiness(request: Request) -> HealthAnswer:
    """数据库可用、刚才写得进、结构为本版本所需时为 ok，否则 503；进程停止之前先答 503。

    ok while the database answers, could write lately and has this version's schema, else 503; 503 first when the
    process is to stop.
    """
    if request.app.state.drain.begun:
        raise ServiceUnavailable(_STOPPING)
    try:
        request.app.state.writer.check_able()
        request.app.state.store.check_ready()
    except StorageError:
        raise ServiceUnavailable(retry_after=5) from None
    return HealthAnswer(status="ok")
