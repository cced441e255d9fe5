"""What is answered about webhooks, and how it is made from what is stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from app.api.v1.fields import told
from app.api.v1.sheet_answers import AnswerModel
from app.storage.types import utc_text
from app.storage.webhooks import Attempt, Webhook

_WHEN = "2026-11-28T13:00:00.000000Z"


class WebhookAnswer(AnswerModel):
    """一个订阅及其现状。A subscription and how it stands."""

    id: Annotated[str, told("订阅编号。", "The id of the subscription.", "019ab3c2-7d10-7c3e-9a55-0242ac120003")]
    url: Annotated[str, told("接收地址。", "Where it is sent.", "https://platform.example.gov.cn/hooks/jixiao")]
    description: Annotated[str | None, told("用途说明。", "What it is for.", "一体化系统")]
    kinds: Annotated[
        list[str] | None, told("推送哪几类记录；null 为全部。", "Which kinds of entry; null for all.", ["evaluation"])
    ]
    created_at: Annotated[str, told("订阅时间。", "When it was subscribed.", _WHEN)]
    created_by: Annotated[str, told("订阅者。", "Who subscribed.", "platform")]
    status: Annotated[
        Literal["active", "failing", "paused"],
        told(
            "active 正常；failing 最近一次未送达，将再试；paused 暂停，须 resume。",
            "active; failing: the last attempt did not arrive and will be repeated; paused: until it is resumed.",
            "active",
        ),
    ]
    pause_reason: Annotated[
        Literal["requested", "failing_too_long", "gone", "signing_key_changed", "access_ended"] | None,
        told(
            "为何暂停：应请求；三天未能送达一次；接收方答复 410；服务的签名密钥已更换，须换新密钥；"
            "订阅者的密钥均已失效。",
            "Why it is paused: asked for; nothing arrived in three days; the receiver answered 410; the service's "
            "signing key was changed, so that a new secret is needed; none of the subscriber's keys works any more.",
            None,
        ),
    ]
    position: Annotated[int, told("此位置及以前的记录已处理完。", "Everything up to here is done.", 41)]
    head: Annotated[int, told("账册现有条数。", "How many entries there are by now.", 42)]
    failures: Annotated[int, told("连续未送达的次数。", "Attempts that failed in a row.", 0)]
    failing_since: Annotated[str | None, told("自何时起未能送达。", "Since when nothing arrives.", None)]
    next_attempt_at: Annotated[str | None, told("不早于何时再试。", "Not before when it is tried again.", None)]
    delivered_at: Annotated[str | None, told("最近一次送达的时间。", "When an entry last arrived.", _WHEN)]
    old_secret_until: Annotated[
        str | None, told("旧密钥同时签名至何时。", "Until when the old secret signs as well.", None)
    ]


class WebhookWithSecretAnswer(WebhookAnswer):
    """订阅及其密钥；密钥只在此显示一次。A subscription with its secret, which is shown this once."""

    secret: Annotated[
        str,
        told(
            "验签密钥（Standard Webhooks），请妥善保存。",
            "The secret to verify signatures with (Standard Webhooks); keep it safe.",
            "whsec_…",
        ),
    ]


class WebhookListAnswer(AnswerModel):
    """各个订阅。Subscriptions."""

    items: Annotated[list[WebhookAnswer], told("由旧到新。", "The oldest first.")]


class DeliveryAnswer(AnswerModel):
    """一次推送。One attempt to deliver an entry."""

    number: Annotated[int, told("本订阅的第几次推送。", "Its number among those of the subscription.", 7)]
    position: Annotated[int, told("账册位置。", "Which entry of the ledger.", 42)]
    event_id: Annotated[
        str, told("事件编号，即 webhook-id。", "The id of the event: webhook-id.", "evt_42_5dd08d43b1a3c3c9")
    ]
    attempt: Annotated[int, told("该记录连续的第几次尝试。", "The how-manieth attempt in a row at this entry.", 1)]
    started_at: Annotated[str, told("开始时间。", "When it began.", _WHEN)]
    milliseconds: Annotated[int, told("用时，毫秒。", "How long it took.", 12)]
    outcome: Annotated[
        Literal["delivered", "refused", "gone", "redirected", "timed_out", "unreachable", "not_allowed"],
        told(
            "delivered 送达（2xx）；refused 其他状态；gone 410；redirected 3xx，不跟随；timed_out 超时；unreachable "
            "连接不成；not_allowed 地址已不在 WEBHOOK_TARGETS 之列，未发出。",
            "delivered (2xx); refused by another status; gone (410); redirected (3xx), which is not followed; "
            "timed_out; unreachable; not_allowed: the target is not listed any more and nothing was sent.",
            "delivered",
        ),
    ]
    http_status: Annotated[int | None, told("答复的状态码。", "The status that was answered.", 204)]


class DeliveriesAnswer(AnswerModel):
    """推送记录的一段。A part of the log of deliveries."""

    items: Annotated[list[DeliveryAnswer], told("由新到旧。", "The newest first.")]


def webhook_answer(found: Webhook) -> WebhookAnswer:
    return WebhookAnswer.model_validate(_facts(found))


def webhook_with_secret(found: Webhook, secret: str) -> WebhookWithSecretAnswer:
    return WebhookWithSecretAnswer.model_validate({**_facts(found), "secret": secret})


def deliveries_answer(attempts: Sequence[Attempt]) -> DeliveriesAnswer:
    return DeliveriesAnswer.model_validate(
        {
            "items": [
                {
                    "number": each.number,
                    "position": each.position,
                    "event_id": each.event_id,
                    "attempt": each.attempt,
                    "started_at": utc_text(each.started_at),
                    "milliseconds": each.milliseconds,
                    "outcome": each.outcome,
                    "http_status": each.http_status,
                }
                for each in attempts
            ]
        }
    )


def _facts(found: Webhook) -> dict[str, object]:
    standing = found.standing
    return {
        "id": found.id,
        "url": found.url,
        "description": found.description,
        "kinds": None if found.kinds is None else sorted(found.kinds),
        "created_at": utc_text(found.created_at),
        "created_by": found.subject,
        "status": found.state,
        "pause_reason": standing.pause_reason,
        "position": standing.position,
        "head": found.head,
        "failures": standing.failures,
        "failing_since": _time(standing.failing_since),
        "next_attempt_at": _time(standing.due_at) if found.state == "failing" else None,
        "delivered_at": _time(standing.delivered_at),
        "old_secret_until": _time(found.old_secret_until),
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else utc_text(moment)
