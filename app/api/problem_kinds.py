"""Every kind of problem there is, in the order of the list at /problems."""

from app.api.limits.problem_types import BodyTooSlow, RateLimited
from app.api.problem_types import (
    BodyTooLarge,
    CursorInvalid,
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    InternalError,
    InvalidRequest,
    MalformedJson,
    MethodNotAllowed,
    NoRulePack,
    NotFound,
    Problem,
    RequestInFlight,
    RulePackDraft,
    RulePackNotFound,
    ServiceUnavailable,
    TooManyForms,
    UnsupportedMediaType,
)
from app.api.security.problem_types import OutsideDataScope, ScopeMissing, Unauthenticated, WholeTenantNeeded

PROBLEM_KINDS: tuple[type[Problem], ...] = (
    MalformedJson,
    IdempotencyKeyInvalid,
    CursorInvalid,
    Unauthenticated,
    ScopeMissing,
    OutsideDataScope,
    WholeTenantNeeded,
    NotFound,
    MethodNotAllowed,
    BodyTooSlow,
    RequestInFlight,
    BodyTooLarge,
    UnsupportedMediaType,
    InvalidRequest,
    NoRulePack,
    RulePackNotFound,
    RulePackDraft,
    TooManyForms,
    IdempotencyKeyReused,
    RateLimited,
    InternalError,
    ServiceUnavailable,
)
