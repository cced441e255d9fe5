"""The refusals of webhooks, and what their services raise as what HTTP answers."""

from app.api.problem import FieldError, Problem
from app.api.problem_types import NotFound
from app.api.problems import Translation
from app.api.wording import Bilingual
from app.services.webhooks.errors import TargetRefused, TooManyWebhooks, WebhookNotFound
from app.services.webhooks.targets import LONGEST_URL, Refusal

_REASONS: dict[Refusal, Bilingual] = {
    "not_a_url": Bilingual(
        f"“接收地址”应为不超过 {LONGEST_URL} 个 ASCII 字符的 https 地址，不带用户名、密码和 #",
        f"“target address” must be an https URL of at most {LONGEST_URL} ASCII characters, without user, password or #",
    ),
    "not_https": Bilingual(
        "“接收地址”须为 https；只有本机地址可用 http",
        "“target address” must be https; http is for this machine alone",
    ),
    "no_targets": Bilingual(
        "本服务未开放推送：运维人员尚未在 WEBHOOK_TARGETS 中列出允许的目标",
        "webhooks are off: the operators list no target in WEBHOOK_TARGETS",
    ),
    "not_listed": Bilingual(
        "“接收地址”的来源（协议、主机、端口）不在 WEBHOOK_TARGETS 之列",
        "the origin of “target address” (scheme, host, port) is not listed in WEBHOOK_TARGETS",
    ),
}


class WebhookTargetRefused(Problem):
    status = 422
    slug = "webhook-target-refused"
    title = Bilingual("不得推送到该地址", "Nothing may be sent there")
    meaning = Bilingual(
        "推送只发往运维人员列出的来源（WEBHOOK_TARGETS），该地址不在其中或不是可用的地址。",
        "Webhooks go only to origins that the operators list (WEBHOOK_TARGETS); the URL is of none, or is no URL.",
    )
    remedy = Bilingual(
        "按 errors 改正地址，或请系统管理员把该来源加入 WEBHOOK_TARGETS。",
        "Correct the URL as errors says, or ask the operators to list its origin.",
    )

    def __init__(self, reason: Refusal | None = None) -> None:
        if reason is None:
            super().__init__()
            return
        told = _REASONS[reason]
        super().__init__(
            Bilingual(f"{told.zh}。", f"{told.en[0].upper()}{told.en[1:]}."),
            errors=[FieldError("/url", f"target_{reason}", told)],
        )


class TooManySubscriptions(Problem):
    status = 409
    slug = "too-many-webhooks"
    title = Bilingual("订阅过多", "Too many subscriptions")
    meaning = Bilingual(
        "本租户的订阅已达上限，未建立新的订阅。", "The tenant has as many subscriptions as it may; none was added."
    )
    remedy = Bilingual("删除不再需要的订阅。", "Delete subscriptions that are not needed any more.")

    def __init__(self, limit: int | None = None) -> None:
        super().__init__(members=None if limit is None else {"limit": limit})


WEBHOOK_TRANSLATIONS: dict[type[Exception], Translation] = {
    WebhookNotFound: lambda _: NotFound(),
    TargetRefused: lambda error: WebhookTargetRefused(error.reason),
    TooManyWebhooks: lambda error: TooManySubscriptions(error.limit),
}
