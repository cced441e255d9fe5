"""Every kind of refusal, once: its status, its slug, what it is called and what a caller can do about it.

The answers (problems.py), the pages under /problems (problem_pages.py) and the OpenAPI description
(problem_document.py) are made from these classes. `type` in an answer is `/problems/<slug>`.
"""

from collections.abc import Sequence

from app.api.problem import FieldError, Problem, RetryLater
from app.api.wording import Bilingual


class MalformedJson(Problem):
    status = 400
    slug = "malformed-json"
    title = Bilingual("请求体不是规范的 JSON", "The body is not well-formed JSON")
    meaning = Bilingual(
        "请求体必须是不带 BOM 的 UTF-8 编码 JSON，不含重复键，也不含 NaN、Infinity。",
        "The body must be JSON in UTF-8 without BOM, without duplicate keys, NaN or Infinity.",
    )
    remedy = Bilingual(
        "按 detail（或 line、column）指出的位置改正后重发；建议用 JSON 库生成请求体，不要拼接字符串。",
        "Correct the place that detail (or line and column) gives; let a JSON library write the body.",
    )


class UnsupportedMediaType(Problem):
    status = 415
    slug = "unsupported-media-type"
    title = Bilingual("不支持的内容类型", "Unsupported media type")
    meaning = Bilingual(
        "请求体只接受 Content-Type: application/json（批次另可用 application/x-ndjson），UTF-8 编码，不压缩。",
        "A body must be sent as application/json (a batch also as application/x-ndjson), in UTF-8 and uncompressed.",
    )
    remedy = Bilingual(
        "设置请求头 Content-Type，去掉 Content-Encoding。",
        "Set the header Content-Type to one of these and leave Content-Encoding out.",
    )


class BodyTooLarge(Problem):
    status = 413
    slug = "body-too-large"
    title = Bilingual("请求体过大", "The body is too large")
    meaning = Bilingual("请求体超过了大小上限。", "The body exceeds the size limit.")
    remedy = Bilingual(
        "一次只提交一张表；多张表请用批次，仍过大时分成几批，每张表本身也有上限。",
        "Send one form at a time; for many use a batch, or several: a form of a batch has a limit of its own.",
    )

    def __init__(self, limit: int | None = None) -> None:
        if limit is None:
            super().__init__()
            return
        super().__init__(
            Bilingual(f"请求体不得超过 {limit} 字节。", f"The body must not exceed {limit} bytes."),
            members={"limit": limit},
        )


class InvalidRequest(Problem):
    status = 422
    slug = "invalid-request"
    title = Bilingual("请求内容有误", "The request is not valid")
    meaning = Bilingual(
        "请求中有字段不符合接口约定，errors 逐项列出。",
        "Fields of the request break the contract; errors lists each of them.",
    )
    remedy = Bilingual(
        "按 errors 中每一项的 pointer 与说明改正后重发；被拒绝的请求不会保存任何内容。",
        "Correct each place that errors names and send it again; nothing of a refused request is stored.",
    )


class NotFound(Problem):
    status = 404
    slug = "not-found"
    title = Bilingual("未找到", "Not found")
    meaning = Bilingual("该地址下没有资源。", "There is nothing at this address.")
    remedy = Bilingual("核对地址与编号；接口目录见 /docs。", "Check the path and the id; /docs lists the resources.")


class MethodNotAllowed(Problem):
    status = 405
    slug = "method-not-allowed"
    title = Bilingual("不支持的请求方法", "Method not allowed")
    meaning = Bilingual("该地址不支持此请求方法。", "This address does not support the method.")
    remedy = Bilingual("可用的方法见响应头 Allow。", "The Allow header lists the methods that work.")


class NoRulePack(Problem):
    status = 422
    slug = "no-rule-pack"
    title = Bilingual("没有适用的规则包", "No rule pack applies")
    meaning = Bilingual(
        "该类表、该地区、该年度没有可用的规则包；本服务不会改用其他规则评分。",
        "No rule pack exists for this kind, region and year; the service never falls back to another one.",
    )
    remedy = Bilingual(
        "核对 kind、region_code、fiscal_year，或在 rule_pack 中指定规则包；目录见 /v1/rule-packs。",
        "Check kind, region_code and fiscal_year, or name a pack in rule_pack; /v1/rule-packs lists them.",
    )


class RulePackNotFound(Problem):
    status = 422
    slug = "rule-pack-not-found"
    title = Bilingual("指定的规则包不存在", "The rule pack named does not exist")
    meaning = Bilingual("没有这个编号或版本的规则包。", "No rule pack has this id or version.")
    remedy = Bilingual("在 /v1/rule-packs 中查找编号与版本。", "Look the id and version up in /v1/rule-packs.")


class RulePackDraft(Problem):
    status = 422
    slug = "rule-pack-draft"
    title = Bilingual("规则包尚未发布", "The rule pack is a draft")
    meaning = Bilingual("草稿规则包不能用于正式评分。", "A draft rule pack cannot score for real.")
    remedy = Bilingual(
        "改用已发布的版本；草稿可在预览接口中试算。",
        "Use a published version; a draft can be tried in a preview.",
    )


class TooManyForms(Problem):
    status = 422
    slug = "too-many-forms"
    title = Bilingual("选出的表过多", "Too many forms selected")
    meaning = Bilingual("筛选条件选出的表超过一次可汇总的数量。", "The filters select more than one roll-up shows.")
    remedy = Bilingual("按年度、地区或部门缩小范围，分次汇总。", "Narrow it by year, region or department.")

    def __init__(self, forms: int | None = None, lines: int | None = None) -> None:
        if forms is None or lines is None:
            super().__init__()
            return
        super().__init__(
            Bilingual(
                f"一次最多汇总 {forms} 张表、{lines} 行指标。",
                f"At most {forms} forms with {lines} indicators at a time.",
            ),
            members={"limit": forms, "line_limit": lines},
        )


class IdempotencyKeyInvalid(Problem):
    status = 400
    slug = "idempotency-key-invalid"
    title = Bilingual("幂等键无效", "The idempotency key is not valid")
    meaning = Bilingual(
        "Idempotency-Key 须为 1 至 255 个可见 ASCII 字符。",
        "Idempotency-Key must be 1 to 255 visible ASCII characters.",
    )
    remedy = Bilingual("建议每次提交生成一个 UUID。", "Make a UUID for each submission.")


class IdempotencyKeyReused(Problem):
    status = 422
    slug = "idempotency-key-reused"
    title = Bilingual("幂等键已用于其他内容", "The idempotency key was used for another body")
    meaning = Bilingual(
        "同一幂等键此前提交过不同的内容。", "The same idempotency key came before with a different body."
    )
    remedy = Bilingual(
        "重试时原样发送上次的请求体；内容有变则换一个新的幂等键。",
        "Retry with exactly the same body, or take a new key for a changed one.",
    )


class RequestInFlight(RetryLater):
    status = 409
    slug = "request-in-flight"
    title = Bilingual("同一请求正在处理", "The same request is being worked on")
    meaning = Bilingual("带有此幂等键的请求尚未处理完。", "A request with this idempotency key is still in flight.")
    remedy = Bilingual("按 Retry-After 稍后重试。", "Try again after the time in Retry-After.")


class AlreadyWithdrawn(Problem):
    status = 409
    slug = "already-withdrawn"
    title = Bilingual("已经撤回", "Withdrawn before")
    meaning = Bilingual("该评价此前已撤回，未作改动。", "The evaluation was withdrawn before; nothing was changed.")
    remedy = Bilingual(
        "读取该评价可知撤回的原因与时间；重试同一次撤回请带原来的幂等键。",
        "Read the evaluation for reason and time; a retry of the same withdrawal belongs under its idempotency key.",
    )


class AnotherForm(Problem):
    status = 422
    slug = "another-form"
    title = Bilingual("不是同一张表", "Not the same form")
    meaning = Bilingual(
        "更正须是同一张表：年度、表种、实施单位、项目与原表一致；errors 指出不一致之处。",
        "A revision must be of the same form: same year, kind, unit and project; errors names what differs.",
    )
    remedy = Bilingual(
        "改正所指字段；如原表填错了单位或项目，请撤回原评价，另行提交。",
        "Correct what errors names; if the first form had the wrong unit or project, withdraw it and submit anew.",
    )

    def __init__(self, members: Sequence[str] = ()) -> None:
        super().__init__(errors=[FieldError(f"/{name}", "differs", _DIFFERS[name]) for name in members])


_DIFFERS = {
    "fiscal_year": Bilingual("“年度”与被更正的表不同", "“fiscal year” differs from the form revised"),
    "kind": Bilingual("“表种”与被更正的表不同", "“kind” differs from the form revised"),
    "unit": Bilingual("“实施单位”与被更正的表不同", "“unit” differs from the form revised"),
    "project": Bilingual("“项目”与被更正的表不同", "“project” differs from the form revised"),
}


class NoPlatformTable(Problem):
    status = 422
    slug = "no-platform-table"
    title = Bilingual("一体化系统没有对应的表", "The platform has no such table")
    meaning = Bilingual(
        "view=platform 只适用于项目支出自评和目标自评；其他表种在一体化标准中没有已知的表。",
        "view=platform is for self-evaluations of projects; no table of the standard is known for other forms.",
    )
    remedy = Bilingual("去掉 view 参数，读取评分表。", "Read the score sheet, without view.")


class CursorInvalid(Problem):
    status = 400
    slug = "cursor-invalid"
    title = Bilingual("分页游标无效", "The cursor is not valid")
    meaning = Bilingual(
        "游标不是本服务给出的，或与本次查询条件不符。",
        "The cursor was not issued by this service for this query.",
    )
    remedy = Bilingual(
        "原样使用上一页的游标，或去掉 cursor 从头查询。",
        "Use the cursor of the previous page as it is, or start without one.",
    )


class ServiceUnavailable(RetryLater):
    status = 503
    slug = "service-unavailable"
    title = Bilingual("服务暂不可用", "The service is not available right now")
    meaning = Bilingual(
        "服务暂时无法处理请求，未保存任何内容。",
        "The request cannot be served at the moment; nothing was stored.",
    )
    remedy = Bilingual("按 Retry-After 稍后重试。", "Try again after the time in Retry-After.")


class InternalError(Problem):
    status = 500
    slug = "internal-error"
    title = Bilingual("服务内部错误", "Internal error")
    meaning = Bilingual("服务出现未预料的错误，已记录。", "Something unexpected went wrong and was logged.")
    remedy = Bilingual("请把 trace_id 提供给运维人员。", "Give the trace_id to the operators.")


class LedgerDamaged(Problem):
    status = 500
    slug = "ledger-damaged"
    title = Bilingual("账册与其签名不符", "The ledger does not agree with what was signed")
    meaning = Bilingual(
        "留存的账册与此前签发的检查点或与自身矛盾：内容被改动或已损坏。服务拒绝为其签名。",
        "The stored ledger contradicts a checkpoint that was signed, or itself: it was altered or is damaged. The "
        "service does not sign it.",
    )
    remedy = Bilingual(
        "请立即通知运维与审计人员；用 jixiao audit verify 查明位置，用另行保存的检查点与备份核对。",
        "Tell the operators and the auditors at once; jixiao audit verify finds the place, checkpoints kept elsewhere "
        "and backups tell what was there.",
    )
