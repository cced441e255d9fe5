"""From a request to its caller."""

from fastapi import Request

from app.api.security.caller import LOCAL_CALLER, Caller


async def identify_local(_request: Request) -> Caller:
    """The one caller of a service without configured identities."""
    return LOCAL_CALLER
