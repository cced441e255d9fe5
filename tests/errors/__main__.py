"""`python -m tests.errors` writes docs/errors.md and its Chinese counterpart anew; read what changed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from app.storage.migrate import upgrade
from tests.databases import SqliteDatabases
from tests.errors.catalogue import FILES, documents
from tests.log_lines import silence

silence()
with TemporaryDirectory() as folder:
    for language, text in documents(SqliteDatabases(Path(folder), upgrade)).items():
        FILES[language].write_text(text, encoding="utf-8")
