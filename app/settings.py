"""The environment, read once into one frozen object; nothing else reads it."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.logs.setup import Form, Level


class Settings(BaseSettings):
    """Each field is the environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    root_path: str = ""
    """The prefix under which a gateway that strips it serves the API."""
    port: int = Field(default=8000, ge=1, le=65535)
    database_url: str = "sqlite:///data/jixiao.db"
    rule_packs_dir: Path | None = None
    """A folder with rule packs beside those that come with the product."""
    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=1024)
    log_level: Level = "info"
    log_format: Form = "json"
    """One line of JSON per event, or `console` for people."""
