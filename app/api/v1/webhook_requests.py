"""What may be asked of webhooks."""

from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from app.api.v1.fields import RequestModel, told
from app.services.webhooks.targets import LONGEST_URL
from app.storage.merkle import LARGEST_SIZE

MOST_OVERLAP_HOURS = 168
_USUAL_OVERLAP_HOURS = 24

EntryKind = Literal["evaluation", "revision", "withdrawal", "rule_pack"]
After = Annotated[StrictInt, Field(ge=0, le=LARGEST_SIZE)]

WebhookId = Annotated[
    str,
    Path(
        description="订阅编号（UUID）/ id of the subscription",
        max_length=36,
        pattern="^[0-9A-Za-z-]+$",
        examples=["019ab3c2-7d10-7c3e-9a55-0242ac120003"],
    ),
]


class WebhookRequest(RequestModel):
    """把什么推送到哪里。What is to be sent where."""

    url: Annotated[
        str,
        StringConstraints(min_length=1, max_length=LONGEST_URL),
        told(
            "接收地址；其来源（协议、主机、端口）须在 WEBHOOK_TARGETS 之列。",
            "Where to send it; its origin must be one that the operators list in WEBHOOK_TARGETS.",
            "https://platform.example.gov.cn/hooks/jixiao",
        ),
    ]
    description: Annotated[
        str | None,
        StringConstraints(max_length=200),
        told("用途说明。", "What it is for.", "一体化系统"),
    ] = None
    kinds: Annotated[
        list[EntryKind] | None,
        Field(min_length=1, max_length=4),
        told(
            "只推送这几类记录；缺省为全部：评价、更正、撤回、规则包发布。",
            "Only entries of these kinds; all of them by default.",
            ["evaluation", "revision", "withdrawal"],
        ),
    ] = None
    after: Annotated[
        After | None,
        told(
            "从账册的此位置之后开始；缺省为今后的记录，0 为从头开始。",
            "Begins behind this position of the ledger: 0 from its first entry; what comes from now on by default.",
            0,
        ),
    ] = None


class WebhookReplayRequest(RequestModel):
    """从哪里重新推送。From where to send again."""

    after: Annotated[
        After,
        told(
            "从此位置之后继续：往回则再次推送，往前则略过其间的记录。",
            "Goes on behind this position: back to send again, ahead to leave entries out.",
            0,
        ),
    ]


class WebhookSecretRequest(RequestModel):
    """换新密钥。A new secret."""

    overlap_hours: Annotated[
        StrictInt,
        Field(ge=0, le=MOST_OVERLAP_HOURS),
        told(
            f"旧密钥同时签名几小时；缺省 {_USUAL_OVERLAP_HOURS}，0 为立即失效。",
            f"For how many hours the old secret signs as well: {_USUAL_OVERLAP_HOURS} unless told, 0 for none.",
            _USUAL_OVERLAP_HOURS,
        ),
    ] = _USUAL_OVERLAP_HOURS


class DeliveriesQuery(BaseModel):
    """Which part of the log."""

    model_config = ConfigDict(extra="forbid")

    before: int | None = Field(
        None, ge=1, le=LARGEST_SIZE, description="只列编号小于此数的 / only attempts with a lower number"
    )
    limit: int = Field(100, ge=1, le=1000, description="最多几条 / at most so many")
