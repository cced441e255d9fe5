"""Who asks for something to be recorded, as far as a use case cares."""

from typing import Protocol

from app.storage.data_scope import DataScope


class Author(Protocol):
    """The tenant that owns the record, the name that stands in it, and how far into the tenant's records they see."""

    @property
    def tenant(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def data(self) -> DataScope: ...
