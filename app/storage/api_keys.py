"""API keys at rest: who holds one and what it opens, never the key itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, Update, bindparam, exc, insert, select, update

from app.storage import scope_columns
from app.storage.data_scope import DataScope
from app.storage.engine import reading, writing
from app.storage.errors import StorageUnavailable
from app.storage.tables import api_key


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """Longest texts: tenant 64 characters, subject and label 200, prefix 16."""

    prefix: str
    """Finds the key; unique for ever."""
    secret_digest: str
    tenant: str
    subject: str
    """Whom it identifies, in records and logs; the same before and after a rotation."""
    label: str | None
    """What it is for, to those who keep the keys."""
    scopes: frozenset[str]
    data: DataScope
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    """To about ten minutes."""
    replaces: str | None = None
    """The prefix of the key that this one took over from."""


class ApiKeyStore:
    """Keys are added and marked, never deleted: the records they wrote name their subjects.

    Every method raises StorageBusy, StorageUnavailable or SchemaOutdated when the database cannot answer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, prefix: str) -> ApiKey | None:
        with reading(self._engine) as connection:
            row = connection.execute(_FIND, {"prefix": prefix}).one_or_none()
        return None if row is None else _key(row)

    def list(self, tenant: str | None) -> list[ApiKey]:
        """Every key, of one tenant or of all, the oldest first."""
        query = select(api_key).order_by(api_key.c.created_at, api_key.c.prefix)
        if tenant is not None:
            query = query.where(api_key.c.tenant == tenant)
        with reading(self._engine) as connection:
            return [_key(row) for row in connection.execute(query)]

    def any_exists(self) -> bool:
        """Whether there has ever been a key, whatever became of it."""
        with reading(self._engine) as connection:
            return connection.execute(_ANY).first() is not None

    def add(self, key: ApiKey) -> None:
        with writing(self._engine) as connection, connection.begin():
            connection.execute(insert(api_key), _row(key))

    def add_first(self, key: ApiKey) -> bool:
        """Adds the key if there is none; says whether it did."""
        with writing(self._engine) as connection, connection.begin():
            if connection.execute(_ANY).first() is not None:
                return False
            connection.execute(insert(api_key), _row(key))
        return True

    def replace(self, old_prefix: str, old_expires_at: datetime, new: ApiKey) -> None:
        """Adds the key that takes over and lets the old one end, both or neither."""
        with writing(self._engine) as connection, connection.begin():
            connection.execute(insert(api_key), _row(new))
            connection.execute(_mark(old_prefix, expires_at=old_expires_at))

    def revoke(self, prefix: str, moment: datetime) -> None:
        """Keeps the time of the first revocation."""
        with writing(self._engine) as connection, connection.begin():
            connection.execute(_mark(prefix, revoked_at=moment).where(api_key.c.revoked_at.is_(None)))

    def mark_used(self, prefix: str, moment: datetime) -> None:
        """Raises StorageUnavailable as well where the role may not."""
        try:
            with writing(self._engine) as connection, connection.begin():
                connection.execute(_mark(prefix, last_used_at=moment))
        except exc.ProgrammingError as error:
            raise StorageUnavailable("the use of a key cannot be noted") from error


_FIND = select(api_key).where(api_key.c.prefix == bindparam("prefix"))
_ANY = select(api_key.c.prefix).limit(1)


def _mark(prefix: str, **values: datetime) -> Update:
    return update(api_key).where(api_key.c.prefix == prefix).values(**values)


def _row(key: ApiKey) -> dict[str, Any]:
    return {
        "prefix": key.prefix,
        "secret_digest": key.secret_digest,
        "tenant": key.tenant,
        "subject": key.subject,
        "label": key.label,
        "scopes": " ".join(sorted(key.scopes)),
        **scope_columns.written(key.data),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_at": key.last_used_at,
        "replaces": key.replaces,
    }


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        prefix=row.prefix,
        secret_digest=row.secret_digest,
        tenant=row.tenant,
        subject=row.subject,
        label=row.label,
        scopes=frozenset(row.scopes.split()),
        data=scope_columns.read(row),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        replaces=row.replaces,
    )
