"""The refusals of those who may not."""

from collections.abc import Sequence
from typing import Self

from app.api.problem import FieldError, Problem
from app.api.wording import Bilingual


class Unauthenticated(Problem):
    status = 401
    slug = "unauthenticated"
    title = Bilingual("未通过身份验证", "The caller is not known")
    meaning = Bilingual(
        "请求未带密钥或令牌，或者它们无效、已过期、已吊销。",
        "The request has no key or token, or one that is not valid, has expired or was revoked.",
    )
    remedy = Bilingual(
        "用 Authorization: Bearer … 或 X-API-Key 发送有效的密钥，或以前者发送令牌；密钥向系统管理员申请。",
        "Send a valid key as Authorization: Bearer … or X-API-Key, or a token as the former; operators give keys.",
    )

    def __init__(self, reason: str = "missing") -> None:
        """`reason` is for the log; a caller is not told which part of a credential is wrong."""
        super().__init__(headers={"WWW-Authenticate": "Bearer"})
        self.reason = reason


class ScopeMissing(Problem):
    status = 403
    slug = "scope-missing"
    title = Bilingual("没有权限", "The caller may not do this")
    meaning = Bilingual(
        "调用方已识别，但其密钥或令牌没有此操作所需的权限。",
        "The caller is known, but the key or token does not carry the scope that the operation needs.",
    )
    remedy = Bilingual(
        "请系统管理员签发带有 scope 所示权限的密钥；各操作所需权限见 /docs。",
        "Ask the operators for a key with the scope named by scope; /docs says what each operation needs.",
    )

    def __init__(self, scope: str | None = None) -> None:
        if scope is None:
            super().__init__()
            return
        super().__init__(
            Bilingual(f"此操作需要权限 {scope}。", f"The operation needs the scope {scope}."),
            members={"scope": scope},
        )


class OutsideDataScope(Problem):
    status = 403
    slug = "outside-data-scope"
    title = Bilingual("超出数据范围", "Outside the caller's data scope")
    meaning = Bilingual(
        "表所属的地区或主管部门不在调用方的数据范围内，未保存任何内容。",
        "The form's region or department is not among those of the caller; nothing was stored.",
    )
    remedy = Bilingual(
        "核对 region_code 与 department.code；范围有误请系统管理员重新签发密钥。",
        "Check region_code and department.code, or ask the operators for a key with another data scope.",
    )

    def __init__(self, explanation: Bilingual | None = None, *, members: Sequence[str] = ()) -> None:
        """`members` are those of the form by which it is outside."""
        errors = [FieldError(f"/{name}", "outside_data_scope", _OUTSIDE[name]) for name in members]
        super().__init__(explanation, errors=errors)

    @classmethod
    def of_an_attempt(cls) -> Self:
        """The form itself is inside, but not the attempt that it would take the place of."""
        return cls(
            Bilingual(
                "同一张表现行有效的一次提交不在调用方的数据范围内，不能由此次提交替代；未保存任何内容。",
                "The attempt at this form that counts is outside the caller's data scope and cannot be superseded;"
                " nothing was stored.",
            )
        )


_OUTSIDE = {
    "region_code": Bilingual("“行政区划代码”不在数据范围内", "“region code” is outside the data scope"),
    "department/code": Bilingual("“主管部门编码”不在数据范围内", "“department code” is outside the data scope"),
}


class WholeTenantNeeded(Problem):
    status = 403
    slug = "whole-tenant-needed"
    title = Bilingual("需要不受限的数据范围", "An unrestricted data scope is needed")
    meaning = Bilingual(
        "此操作涉及本租户的全部记录，调用方的数据范围限于部分地区或部门。",
        "The operation concerns every record of the tenant; the caller's data scope is limited to some.",
    )
    remedy = Bilingual(
        "请系统管理员签发数据范围不受限的密钥。",
        "Ask the operators for a key without a limit on regions and departments.",
    )


class LoopbackOnly(Problem):
    status = 403
    slug = "loopback-only"
    title = Bilingual("只在本机提供服务", "Served on this machine only")
    meaning = Bilingual(
        "服务尚无密钥，也未配置统一身份认证：只应答本机直接发来的请求，不经代理，Host 为本机地址。",
        "The service has no key and no identity provider yet: it answers requests made directly on its own machine,"
        " through no proxy, to a local Host.",
    )
    remedy = Bilingual(
        "先用 jixiao keys create 建立密钥，或配置 OIDC_ISSUER 与 OIDC_AUDIENCE，再经代理或网络访问。",
        "Make a key with jixiao keys create, or configure OIDC_ISSUER and OIDC_AUDIENCE, before a proxy or a network"
        " reaches the service.",
    )
