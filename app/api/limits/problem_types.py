"""The refusals of those who ask too much, or too slowly."""

from app.api.problem import Problem, RetryLater
from app.api.wording import Bilingual


class RateLimited(RetryLater):
    status = 429
    slug = "rate-limited"
    title = Bilingual("请求过于频繁", "Too many requests")
    meaning = Bilingual(
        "调用方在一段时间内的请求数超过了上限；被拒绝的请求未作任何处理。",
        "The caller made more requests in a while than it may; nothing was done for the one refused.",
    )
    remedy = Bilingual(
        "按 Retry-After 稍后重试；上限见 RateLimit-Policy，余量见 RateLimit。",
        "Try again after the time in Retry-After; RateLimit-Policy states the limit, RateLimit what is left.",
    )


class BodyTooSlow(Problem):
    status = 408
    slug = "body-too-slow"
    title = Bilingual("请求体发送过慢", "The body came too slowly")
    meaning = Bilingual(
        "请求体未在规定时间内发完，连接已关闭，未保存任何内容。",
        "The body was not complete in time; the connection is closed and nothing was stored.",
    )
    remedy = Bilingual("检查网络后重试。", "Check the network and try again.")

    def __init__(self) -> None:
        super().__init__(headers={"Connection": "close"})
