"""Addresses and networks: who asks, as coarse as a limit needs it."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network
PREFIX = {4: 24, 6: 64}  # a household or a line has a /64 of IPv6; a /24 is its coarse neighbour in IPv4


def network_of(address: str) -> str:
    """`203.0.113.7` is `203.0.113.0/24`; an IPv6 address is its /64; junk is `unknown`."""
    try:
        parsed = _plain(address)
    except ValueError:
        return "unknown"
    return str(ip_network(f"{parsed}/{PREFIX[parsed.version]}", strict=False))


def inside(address: str, networks: Iterable[str]) -> bool:
    """Whether an address belongs to one of the networks (CIDR); junk belongs nowhere."""
    try:
        parsed = _plain(address)
    except ValueError:
        return False
    return any(parsed.version == network.version and parsed in network for network in _parse(tuple(networks)))


def plain_address(text: str) -> str | None:
    """An address as proxies write it (`[2001:db8::1]:443`, `192.0.2.1:80`) without port; None for junk."""
    candidate = text.strip().strip('"')
    if candidate.startswith("["):
        candidate = candidate[1:].partition("]")[0]
    elif candidate.count(":") == 1:
        candidate = candidate.partition(":")[0]
    try:
        return str(_plain(candidate))
    except ValueError:
        return None


def host_of(url: str) -> str:
    """The name of the site behind an address somebody typed; nothing for junk."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _plain(address: str):
    """IPv4 in IPv6 clothes (`::ffff:192.0.2.1`) is IPv4; a zone (`%eth0`) is dropped."""
    parsed = ip_address(address.partition("%")[0])
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


@lru_cache(maxsize=64)
def _parse(networks: tuple[str, ...]) -> list[Network]:
    return [ip_network(network, strict=False) for network in networks]
