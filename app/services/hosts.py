"""What a host's name says by itself."""

from ipaddress import ip_address


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine by its very name: `localhost`, 127.0.0.0/8 or ::1; no name is looked up."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host or "")
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
