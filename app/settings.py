"""The environment, read once into one frozen object; nothing else reads it, but for what cannot wait (huge pages)."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.api.limits.rate_limit import read_limit
from app.logs.setup import Form, Level
from app.services.webhooks.targets import Targets


def _checked_limit(text: str) -> str:
    if text:
        read_limit(text)
    return text


def _checked_traces(url: str) -> str:
    if url and not url.startswith(("http://", "https://")):
        raise ValueError("an http or https address, such as http://127.0.0.1:4318/v1/traces")
    if url and find_spec("opentelemetry.exporter") is None:
        raise ValueError("the packages for traces are missing: pip install 'jixiao[traces]'")
    return url


def _checked_targets(text: str) -> str:
    Targets.read(text)
    return text


class Settings(BaseSettings):
    """Each field is the environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    host: str = "127.0.0.1"
    root_path: str = ""
    """The prefix under which a gateway that strips it serves the API."""
    port: int = Field(default=8000, ge=0, le=65535)
    """0 takes any that is free; the log says which."""
    database_url: str = "sqlite:///data/jixiao.db"
    allow_unsafe_durability: bool = False
    """Serves from a database that may lose what it has committed; for trials."""
    max_clock_skew_seconds: int = Field(default=10, ge=1, le=3600)
    """How far this machine's clock may be off the database's."""
    docs: bool = True
    """Whether /docs, /openapi.json and the start page are served."""
    huge_pages: bool = True
    """Whether memory lies in huge pages where there are any; read before anything else (app/serving/huge_pages.py)."""
    rule_packs_dir: Path | None = None
    """A folder with rule packs beside those that come with the product."""
    rule_packs_seconds: int = Field(default=5, ge=1, le=3600)
    """How often that folder is looked at for packs published since."""
    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=1024)
    max_batch_bytes: int = Field(default=512 * 1024 * 1024, ge=1024)
    """The same for a batch of forms, each of which is held to MAX_BODY_BYTES."""
    body_seconds: int = Field(default=30, ge=1, le=3600)
    """Within how many seconds a body must have arrived; of a batch, each mebibyte."""
    head_seconds: int = Field(default=10, ge=1, le=3600)
    """Within how many seconds of a connection, or of its first byte, a request's head must have arrived."""
    rate_limit: Annotated[str, AfterValidator(_checked_limit)] = ""
    """How many requests a caller may make (`600/minute`), counted in this process; empty: any number."""
    max_requests_in_flight: int = Field(default=512, ge=1)
    """How many requests are worked on at once; further ones are told to come back."""
    drain_seconds: int = Field(default=1, ge=0, le=600)
    """How long the service says that it is not ready, and still answers, before it stops on SIGTERM."""
    stop_seconds: int = Field(default=8, ge=1, le=600)
    """How long requests in flight may then take; what is left is cut off."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses or networks, with commas, whose X-Forwarded-For and X-Forwarded-Proto are believed."""
    log_level: Level = "info"
    log_format: Form = "json"
    """One line of JSON per event, or `console` for people."""
    log_dir: Path | None = None
    """A folder for the log as well: a file per day."""
    log_retention_days: int = Field(default=400, ge=180)
    """How long files in LOG_DIR stay; less than 180 days is refused."""
    background_work: bool = True
    """Whether `jixiao serve` works off in its own process what `jixiao work` does in others."""
    traces_url: Annotated[str, AfterValidator(_checked_traces)] = ""
    """Where an OpenTelemetry collector takes traces by OTLP/HTTP (`http://collector:4318/v1/traces`); empty: none."""
    ledger_key_file: Path = Path("data/ledger.key")
    """The private key that signs checkpoints, PEM or the bare seed; `jixiao migrate` makes it where it is missing."""
    ledger_origin: str = Field(default="jixiao", pattern=r"^[^\s+]{1,128}$")
    """What the ledgers of this service are called in their checkpoints: `<origin>/<tenant>`."""
    ledger_algorithm: Literal["sha256", "sm3"] = "sha256"
    """How ledgers that begin from now on are hashed; each keeps the algorithm that it began with."""
    checkpoint_seconds: int = Field(default=60, ge=1, le=86400)
    """How often a checkpoint is stored, where anything was recorded since the last one."""
    webhook_targets: Annotated[str, AfterValidator(_checked_targets)] = ""
    """Origins, with commas, to which webhooks may go (`https://platform.example.gov.cn`); empty: to none."""
    bootstrap_key_file: Path | None = None
    """A file with the first admin key, for a database without any; `jixiao keys generate` writes such a key."""
    key_cache_seconds: int = Field(default=10, ge=0, le=300)
    """How long a verified key or token is not looked at again; so late a revocation takes effect."""
    oidc_issuer: str | None = None
    """Bearer tokens of this issuer are accepted, its keys found by OpenID Connect discovery."""
    oidc_audience: str | None = None
    """What tokens for this service carry in `aud`."""
    oidc_jwks_url: str | None = None
    """Where the issuer's keys are, if discovery does not say."""
    oidc_subject_claim: str = "sub"
    oidc_scope_claim: str = "scope"
    oidc_tenant_claim: str | None = None
    oidc_tenant: str = "default"
    """The tenant of every token, where no claim names it."""
    oidc_region_claim: str | None = None
    """Where this is set, each token must have the claim: a region code or prefix, or `*` for no limit."""
    oidc_departments_claim: str | None = None
    """The same for departments: a code, a list of codes, or `*`."""
