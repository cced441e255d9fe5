"""The settings, for commands that need them."""

from pydantic import ValidationError

from app.settings import Settings
from app.terminal.rules import refuse


def settings_or_refused() -> Settings:
    """The settings; a wrong one ends the command with its name."""
    try:
        return Settings()
    except ValidationError as error:
        refuse("\n".join(f"{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors()))
