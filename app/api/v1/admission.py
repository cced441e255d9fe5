"""What the contract admits, asked text by text of the fields that say so."""

from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.api.v1.fields import Amount, ExactNumber, Printed, Value, Weight
from app.api.v1.requests import PackId, PackVersion, RegionCode


class ContractAdmission:
    """Texts that a field takes exactly as they are; what it would read as something else is left to the contract."""

    def weight(self, sent: str) -> Decimal | None:
        return Decimal(sent) if _takes(_WEIGHT, sent) else None

    def number(self, sent: str) -> Decimal | None:
        return Decimal(sent) if _takes(_NUMBER, sent) else None

    def amount(self, sent: str) -> bool:
        return _takes(_AMOUNT, sent)

    def rate(self, sent: str) -> bool:
        return _takes(_RATE, sent)

    def cell(self, sent: str) -> bool:
        return _takes(_VALUE, sent)

    def pack_id(self, sent: str) -> bool:
        return _takes(_PACK_ID, sent)

    def pack_version(self, sent: str) -> bool:
        return _takes(_PACK_VERSION, sent)

    def region(self, sent: str) -> bool:
        return _takes(_REGION, sent)


def _takes(field: TypeAdapter[Any], sent: str) -> bool:
    try:
        return bool(field.validate_python(sent, strict=True) == sent)
    except ValidationError:
        return False


_WEIGHT: TypeAdapter[Any] = TypeAdapter(Weight)
_NUMBER: TypeAdapter[Any] = TypeAdapter(ExactNumber)
_AMOUNT: TypeAdapter[Any] = TypeAdapter(Amount)
_RATE: TypeAdapter[Any] = TypeAdapter(Printed)
_VALUE: TypeAdapter[Any] = TypeAdapter(Value)
_PACK_ID: TypeAdapter[Any] = TypeAdapter(PackId)
_PACK_VERSION: TypeAdapter[Any] = TypeAdapter(PackVersion)
_REGION: TypeAdapter[Any] = TypeAdapter(RegionCode)
