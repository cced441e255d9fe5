"""`jixiao work`: the background work alone, in as many processes and on as many machines as wanted."""

import asyncio
import signal

import structlog

from app import __version__
from app.background import Tools, background, watching_packs
from app.logs.events import ServiceEvent
from app.rules.catalogue import Catalogue, load_catalogue
from app.services.head_watch import HeadWatch
from app.services.recording import Recorder
from app.settings import Settings
from app.storage.engine import create_engine
from app.storage.signing import FileSigner
from app.storage.store import LedgerStore
from app.storage.writer import LedgerWriter

# One wish to stop may come as several signals: to the group of processes, and again from a parent that passes it on.
_ONE_WISH_SECONDS = 0.5


def work(settings: Settings) -> None:
    """Returns after SIGTERM or SIGINT, once what is under way is done; a second one ends the process where it stands,
    which loses nothing: others take it up.

    Raises SecondWriter, and InvalidRulePack for a pack with a mistake.
    """
    asyncio.run(_work(settings, load_catalogue(*filter(None, [settings.rule_packs_dir]))))
    structlog.get_logger().info(ServiceEvent.STOPPED)


async def _work(settings: Settings, catalogue: Catalogue) -> None:
    rules = [catalogue]
    told = asyncio.Event()
    engine = create_engine(settings.database_url)
    ledgers = LedgerStore(engine, settings.ledger_algorithm)
    watch = HeadWatch(ledgers, told.is_set)
    writer = LedgerWriter(engine, settings.ledger_algorithm, grown=watch.grown)
    tools = Tools(
        settings=settings,
        engine=engine,
        recorder=Recorder(writer),
        catalogue=lambda: rules[0],
        ledgers=ledgers,
        watch=watch,
        signer=lambda: FileSigner.from_file(settings.ledger_key_file),
        ended=told.is_set,
    )
    await writer.start()
    try:
        async with (
            watch.running(),
            watching_packs(settings, lambda published: rules.__setitem__(0, published)),
            background(tools),
        ):
            structlog.get_logger().info(ServiceEvent.WORKING, version=__version__)
            await _set_by_signals(told)
            structlog.get_logger().info(ServiceEvent.DRAINING)
    finally:
        await writer.stop()
        engine.dispose()


async def _set_by_signals(told: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    for each in signals:
        loop.add_signal_handler(each, told.set)
    await told.wait()
    for each in signals:
        loop.call_later(_ONE_WISH_SECONDS, loop.remove_signal_handler, each)
