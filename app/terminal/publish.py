"""`jixiao rules publish`: a finished pack goes into force, recorded in the ledger."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.rules.catalogue import PACK_FILE
from app.rules.errors import RulePackError
from app.rules.publish import Publication, prepare
from app.services.publish import record_and_publish
from app.settings import Settings
from app.storage.engine import create_engine
from app.storage.errors import StorageError
from app.storage.store import LedgerStore
from app.terminal.configured import settings_or_refused
from app.terminal.rules import refuse


def publish(
    pack: Annotated[Path, typer.Argument(help="规则包文件，或其版本目录 / the pack's file, or its version's folder")],
    tenant: Annotated[str, typer.Option(help="至少记入此租户的账册 / whose ledger records it in any case")] = "default",
) -> None:
    """发布到 RULE_PACKS_DIR 并记入账册，运行中的服务随即采用 / put a pack in force; running services take it up."""
    settings = settings_or_refused()
    if settings.rule_packs_dir is None:
        refuse("未设置 RULE_PACKS_DIR：发布到哪个目录？ / RULE_PACKS_DIR is not set: publish it where?")
    try:
        publication = prepare(pack / PACK_FILE if pack.is_dir() else pack, settings.rule_packs_dir)
        tenants = _publish(publication, settings, tenant)
    except (RulePackError, StorageError) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}")
    typer.echo(f"{publication.pack.id}@{publication.pack.version}  {publication.pack.digest}")
    for file in publication.replaces:
        typer.echo(f"已被替代 / superseded: {file}")
    typer.echo(f"已记入账册 / recorded for: {', '.join(tenants)}")


def _publish(publication: Publication, settings: Settings, tenant: str) -> list[str]:
    engine = create_engine(settings.database_url)
    try:
        ledgers = LedgerStore(engine, settings.ledger_algorithm)
        return record_and_publish(publication, ledgers, tenant, datetime.now(UTC), f"cli:{getpass.getuser()}")
    finally:
        engine.dispose()
