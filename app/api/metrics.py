"""What the process counts, for Prometheus."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse

from app.api.security.permissions import needs
from app.metrics.metrics import CONTENT_TYPE, Metrics

_EXAMPLE = """\
# HELP jixiao_findings_total Recorded evaluations with this finding.
# TYPE jixiao_findings_total counter
jixiao_findings_total{code="DECLARED_SCORE_MISMATCH"} 3.0
"""

router = APIRouter(tags=["operations"], dependencies=[Depends(needs("admin", whole_tenant=True))])


@router.get(
    "/metrics",
    operation_id="getMetrics",
    summary="监控指标 / Metrics for Prometheus",
    response_class=PlainTextResponse,
    response_description="Prometheus 文本格式 / Prometheus' text format",
    responses={200: {"content": {"text/plain": {"example": _EXAMPLE}}}},
)
def metrics(request: Request) -> Response:
    """本进程的请求、评分、留存、问题、写入队列、连接池，以及各租户账册的位置；每个进程各自计数。

    Requests, scoring, records, findings, queue of writes and connections of this process, and where every tenant's
    ledger stands; each process counts for itself.
    """
    counted: Metrics = request.app.state.metrics
    return Response(counted.text(), headers={"content-type": CONTENT_TYPE})
