"""What services, rules and storage raise, as what HTTP answers."""

from app.api.problem import FieldError
from app.api.problem_types import (
    AlreadyWithdrawn,
    AnotherForm,
    IdempotencyKeyReused,
    InvalidRequest,
    NoPlatformTable,
    NoRulePack,
    NotFound,
    RequestInFlight,
    RulePackDraft,
    RulePackNotFound,
    ServiceUnavailable,
    TooManyForms,
)
from app.api.problems import Translation
from app.api.security.problem_types import OutsideDataScope
from app.api.v1.ledger_problems import LEDGER_TRANSLATIONS
from app.api.v1.webhook_problems import WEBHOOK_TRANSLATIONS
from app.api.wording import Bilingual
from app.rules import errors as rules_errors
from app.services import errors as service_errors
from app.storage.errors import SchemaOutdated, StorageBusy, StorageUnavailable


def _packs(kind: type[NoRulePack] | type[RulePackNotFound] | type[RulePackDraft]) -> Translation:
    return lambda error: kind(Bilingual(error.message.zh, error.message.en))


def _batch_too_long(error: service_errors.BatchTooLong) -> InvalidRequest:
    message = Bilingual(f"一批最多 {error.forms} 张表", f"A batch must not have more than {error.forms} forms")
    return InvalidRequest(errors=[FieldError("/forms", "too_many_items", message)])


def _batch_empty(_error: service_errors.BatchEmpty) -> InvalidRequest:
    message = Bilingual("一批至少一张表", "A batch must have at least one form")
    return InvalidRequest(errors=[FieldError("/forms", "too_few_items", message)])


TRANSLATIONS: dict[type[Exception], Translation] = {
    rules_errors.NoRulePack: _packs(NoRulePack),
    rules_errors.RulePackNotFound: _packs(RulePackNotFound),
    rules_errors.RulePackDraft: _packs(RulePackDraft),
    service_errors.EvaluationNotFound: lambda _: NotFound(),
    service_errors.BatchNotFound: lambda _: NotFound(),
    service_errors.BatchTooLong: _batch_too_long,
    service_errors.BatchEmpty: _batch_empty,
    service_errors.OutsideDataScope: lambda error: OutsideDataScope(members=error.members),
    service_errors.AttemptOutsideDataScope: lambda _: OutsideDataScope.of_an_attempt(),
    service_errors.AlreadyWithdrawn: lambda _: AlreadyWithdrawn(),
    service_errors.AnotherForm: lambda error: AnotherForm(error.members),
    service_errors.NoPlatformTable: lambda _: NoPlatformTable(),
    service_errors.IdempotencyKeyReused: lambda _: IdempotencyKeyReused(),
    service_errors.RequestInFlight: lambda _: RequestInFlight(),
    service_errors.TooManyForms: lambda error: TooManyForms(error.forms, error.lines),
    **LEDGER_TRANSLATIONS,
    **WEBHOOK_TRANSLATIONS,
    StorageBusy: lambda _: ServiceUnavailable(),
    SchemaOutdated: lambda _: ServiceUnavailable(retry_after=60),
    StorageUnavailable: lambda _: ServiceUnavailable(retry_after=5),
}
