"""Webhooks over HTTP: subscribing, how a subscription stands, what was sent, and sending it again."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from fastapi.openapi.models import Example

from app.api.next_page import link_to_next
from app.api.problem_document import problem_responses
from app.api.problem_types import InvalidRequest, NotFound, ServiceUnavailable
from app.api.security.caller import Caller
from app.api.security.permissions import needs
from app.api.strict_json import StrictJsonRoute
from app.api.v1.recorded import BAD_BODY
from app.api.v1.webhook_answers import (
    DeliveriesAnswer,
    WebhookAnswer,
    WebhookListAnswer,
    WebhookWithSecretAnswer,
    deliveries_answer,
    webhook_answer,
    webhook_with_secret,
)
from app.api.v1.webhook_problems import TooManySubscriptions, WebhookTargetRefused
from app.api.v1.webhook_requests import (
    DeliveriesQuery,
    WebhookId,
    WebhookReplayRequest,
    WebhookRequest,
    WebhookSecretRequest,
)
from app.services.webhooks.subscriptions import Subscriber, WebhookService, Wish

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=StrictJsonRoute)

_TARGET = "https://platform.example.gov.cn/hooks/jixiao"
_SUBSCRIPTIONS: dict[str, Example] = {
    "all": {"summary": "今后的全部记录 / everything from now on", "value": {"url": _TARGET}},
    "some": {
        "summary": "从头开始，只要评价与更正 / from the first entry, evaluations and revisions alone",
        "value": {"url": _TARGET, "description": "一体化系统", "kinds": ["evaluation", "revision"], "after": 0},
    },
}
_REPLAYS: dict[str, Example] = {"all": {"summary": "从头 / from the first entry", "value": {"after": 0}}}
_SECRETS: dict[str, Example] = {
    "day": {"summary": "旧密钥再用一天 / the old one for another day", "value": {}},
    "now": {"summary": "旧密钥立即失效 / the old one no longer", "value": {"overlap_hours": 0}},
}
_OF_ONE = problem_responses(NotFound, InvalidRequest, ServiceUnavailable)
_CHANGES_ONE = problem_responses(NotFound, *BAD_BODY, ServiceUnavailable)


def subscriber(
    # What is sent is the whole tenant's, as in the feed.
    caller: Annotated[Caller, Depends(needs("evaluations:read", whole_tenant=True))],
) -> Subscriber:
    return Subscriber(caller.tenant, caller.subject, all_of_tenant=caller.may("admin"))


def webhooks(request: Request) -> WebhookService:
    service: WebhookService = request.app.state.webhooks
    return service


Owner = Annotated[Subscriber, Depends(subscriber)]
Service = Annotated[WebhookService, Depends(webhooks)]


@router.post(
    "",
    operation_id="createWebhook",
    summary="订阅推送 / Subscribe",
    status_code=201,
    responses={
        201: {
            "description": "已订阅；密钥只显示这一次 / subscribed; the secret is shown this once",
            "headers": {"Location": {"description": "订阅的地址 / where it is", "schema": {"type": "string"}}},
        },
        **problem_responses(*BAD_BODY, WebhookTargetRefused, TooManySubscriptions, ServiceUnavailable),
    },
)
def create_webhook(
    response: Response,
    body: Annotated[WebhookRequest, Body(openapi_examples=_SUBSCRIPTIONS)],
    owner: Owner,
    service: Service,
) -> WebhookWithSecretAnswer:
    """每留存一条记录，即向该地址 POST 一个 CloudEvents 1.0 事件，按 Standard Webhooks 签名；严格按账册的先后，至少
    一次：未得到 2xx 之前不推送下一条，间隔逐次加长地重试。data 即账册记录原文，与 `GET /v1/scores` 的一条相同；同一
    事件的 webhook-id 恒定，凭它去重。地址须在运维人员列出的来源之内。

    Each new entry is POSTed to the URL as a CloudEvents 1.0 event, signed by Standard Webhooks: strictly in the order
    of the ledger and at least once, the next one only after a 2xx, retried at growing intervals. `data` is the ledger's
    entry, as in `GET /v1/scores`; the webhook-id of an event never changes, which tells repetitions. The origin must be
    one that the operators list.
    """
    wish = Wish(
        url=body.url,
        description=body.description,
        kinds=None if body.kinds is None else frozenset(body.kinds),
        after=body.after,
    )
    made = service.create(owner, wish)
    response.headers["Location"] = f"/v1/webhooks/{made.webhook.id}"
    return webhook_with_secret(made.webhook, made.secret)


@router.get(
    "",
    operation_id="listWebhooks",
    summary="列出订阅 / List subscriptions",
    response_description="各个订阅 / subscriptions",
    responses=problem_responses(ServiceUnavailable),
)
def list_webhooks(owner: Owner, service: Service) -> WebhookListAnswer:
    """自己的订阅及其现状；有 admin 权限的，列出本租户的全部订阅。

    One's own subscriptions and how they stand; all of the tenant's for a caller with the scope admin.
    """
    return WebhookListAnswer(items=[webhook_answer(each) for each in service.list(owner)])


@router.get(
    "/{webhook_id}",
    operation_id="getWebhook",
    summary="订阅的现状 / How a subscription stands",
    response_description="订阅 / the subscription",
    responses=_OF_ONE,
)
def get_webhook(webhook_id: WebhookId, owner: Owner, service: Service) -> WebhookAnswer:
    """处理到账册何处、是否在重试、为何暂停。

    How far it has come, whether it is being retried, why it is paused.
    """
    return webhook_answer(service.get(owner, webhook_id))


@router.delete(
    "/{webhook_id}",
    operation_id="deleteWebhook",
    summary="取消订阅 / Unsubscribe",
    status_code=204,
    response_class=Response,
    response_description="已取消 / it is gone",
    responses=_OF_ONE,
)
def delete_webhook(webhook_id: WebhookId, owner: Owner, service: Service) -> None:
    """不再推送，订阅及其推送记录一并删除；账册不受影响。

    Nothing more is sent; the subscription is gone with its log of deliveries. The ledger stays as it is.
    """
    service.remove(owner, webhook_id)


@router.get(
    "/{webhook_id}/deliveries",
    operation_id="listDeliveries",
    summary="推送记录 / The log of deliveries",
    responses={
        200: {
            "description": "一段推送记录 / a part of the log",
            "headers": {
                "Link": {"description": "更早的一段，rel=next / where older ones are", "schema": {"type": "string"}}
            },
        },
        **_OF_ONE,
    },
)
def list_deliveries(
    request: Request,
    response: Response,
    webhook_id: WebhookId,
    query: Annotated[DeliveriesQuery, Query()],
    owner: Owner,
    service: Service,
) -> DeliveriesAnswer:
    """每一次尝试及其结果，由新到旧；每个订阅留存最近一万次。

    Every attempt and what came of it, the newest first; the last ten thousand of a subscription are kept.
    """
    found = service.attempts(owner, webhook_id, query.before, query.limit)
    if len(found) == query.limit and found[-1].number > 1:
        response.headers["Link"] = link_to_next(request, before=found[-1].number, limit=query.limit)
    return deliveries_answer(found)


@router.post(
    "/{webhook_id}/replay",
    operation_id="replayWebhook",
    summary="从某一位置重新推送 / Send again from a position",
    response_description="订阅 / the subscription",
    responses=_CHANGES_ONE,
)
def replay_webhook(
    webhook_id: WebhookId,
    body: Annotated[WebhookReplayRequest, Body(openapi_examples=_REPLAYS)],
    owner: Owner,
    service: Service,
) -> WebhookAnswer:
    """从该位置之后继续：往回则再次推送，webhook-id 与先前相同；往前则略过其间的记录。

    Goes on behind the position: back to send again, under the same webhook-ids; ahead to leave entries out.
    """
    return webhook_answer(service.replay(owner, webhook_id, body.after))


@router.post(
    "/{webhook_id}/pause",
    operation_id="pauseWebhook",
    summary="暂停推送 / Pause",
    response_description="订阅 / the subscription",
    responses=_OF_ONE,
)
def pause_webhook(webhook_id: WebhookId, owner: Owner, service: Service) -> WebhookAnswer:
    """暂停，直至恢复；其间的记录不会遗漏。

    Sends nothing until it is resumed; nothing is missed meanwhile.
    """
    return webhook_answer(service.pause(owner, webhook_id))


@router.post(
    "/{webhook_id}/resume",
    operation_id="resumeWebhook",
    summary="恢复推送 / Resume",
    response_description="订阅 / the subscription",
    responses=_OF_ONE,
)
def resume_webhook(webhook_id: WebhookId, owner: Owner, service: Service) -> WebhookAnswer:
    """从停下之处继续，不等下一次重试的时间。

    Goes on where it stopped, without waiting for the next attempt to be due.
    """
    return webhook_answer(service.resume(owner, webhook_id))


@router.post(
    "/{webhook_id}/secret",
    operation_id="renewWebhookSecret",
    summary="换新密钥 / A new secret",
    response_description="订阅及新密钥，只显示这一次 / the subscription with the new secret, shown this once",
    responses=_CHANGES_ONE,
)
def renew_webhook_secret(
    webhook_id: WebhookId,
    body: Annotated[WebhookSecretRequest, Body(openapi_examples=_SECRETS)],
    owner: Owner,
    service: Service,
) -> WebhookWithSecretAnswer:
    """新密钥立即签名；旧密钥在 overlap_hours 之内同时签名，两个签名任一相符即可，换密钥时不丢事件。

    The new secret signs at once, the old one as well for `overlap_hours`: either signature is enough, so that nothing
    is lost while the receiver changes over.
    """
    made = service.rotate(owner, webhook_id, timedelta(hours=body.overlap_hours))
    return webhook_with_secret(made.webhook, made.secret)
