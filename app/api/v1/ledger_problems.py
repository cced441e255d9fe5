"""What the services of the ledger raise, as what HTTP answers."""

import structlog

from app.api.problem import FieldError
from app.api.problem_types import InvalidRequest, LedgerDamaged, ServiceUnavailable
from app.api.problems import Translation
from app.api.wording import Bilingual
from app.logs.events import SecurityEvent
from app.services.errors import BeyondLedger, ForeignCheckpoint, LedgerContradiction, TooManyWaiting, VerificationBusy


def _beyond_ledger(error: BeyondLedger) -> InvalidRequest:
    message = Bilingual(
        f"{error.name} 为 {error.asked}，超出范围：此处最大为 {error.size}",
        f"{error.name} is {error.asked}, which is beyond {error.size}",
    )
    in_body = error.name.startswith("/")
    parameter = None if in_body else error.name
    return InvalidRequest(
        errors=[FieldError(error.name if in_body else "", "beyond_ledger", message, parameter=parameter)]
    )


def _foreign_checkpoint(error: ForeignCheckpoint) -> InvalidRequest:
    message = Bilingual("不是本服务为该账册签发的检查点", f"it is no checkpoint of this ledger: {error}")
    return InvalidRequest(errors=[FieldError(f"/checkpoints/{error.index}", "foreign_checkpoint", message)])


def _ledger_damaged(error: LedgerContradiction) -> LedgerDamaged:
    structlog.get_logger().error(SecurityEvent.LEDGER_DAMAGED, reason=str(error))
    return LedgerDamaged()


LEDGER_TRANSLATIONS: dict[type[Exception], Translation] = {
    BeyondLedger: _beyond_ledger,
    ForeignCheckpoint: _foreign_checkpoint,
    LedgerContradiction: _ledger_damaged,
    VerificationBusy: lambda _: ServiceUnavailable(retry_after=5),
    TooManyWaiting: lambda _: ServiceUnavailable(retry_after=5),
}
