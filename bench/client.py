"""A small HTTP/1.1 client with kept connections, cheap enough not to measure itself."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass(frozen=True)
class Answer:
    """Status, location of a redirect, body, and the mark under which the page may be asked for again."""

    status: int
    location: str
    body: bytes
    mark: str


@dataclass
class Client:
    """One connection and its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, *, mark: str = "") -> Answer:
        """GET a page; with the mark of an earlier answer only if it has changed."""
        return await self._send("GET", path, b"", f"If-None-Match: {mark}\r\n" if mark else "")

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """POST a form, with the CSRF cookie's value as its token."""
        values = {"csrfmiddlewaretoken": self.cookies.get("formular", self.cookies.get("csrftoken", ""))} | fields
        return await self._send("POST", path, urlencode(values).encode())

    async def close(self) -> None:
        """End the connection."""
        if self._streams:
            self._streams[1].close()

    async def _send(self, method: str, path: str, body: bytes, more: str = "") -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookies}\r\n{more}"
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        return await self._read(reader)

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [line.split(": ", 1) for line in lines[1:] if ": " in line]
        named = {name.lower(): value for name, value in headers}
        for name, value in headers:
            if name.lower() == "set-cookie":
                cookie, _equals, rest = value.partition("=")
                self.cookies[cookie.strip()] = rest.partition(";")[0]
        if named.get("transfer-encoding") == "chunked":
            body = await self._chunks(reader)
        else:
            body = await reader.readexactly(int(named.get("content-length", 0)))
        return Answer(int(lines[0].split()[1]), named.get("location", ""), body, named.get("etag", ""))

    async def _chunks(self, reader: asyncio.StreamReader) -> bytes:
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return body


Deed = Callable[[Client, int], Awaitable[None]]


@dataclass(frozen=True)
class Timing:
    """How long a crowd took: seconds in all, and of each deed in rising order."""

    total: float
    seconds: list[float]

    @property
    def rate(self) -> float:
        """Deeds a second."""
        return len(self.seconds) / self.total

    @property
    def p95(self) -> float:
        """95 of 100 deeds took at most so many milliseconds."""
        return self.seconds[int(len(self.seconds) * 0.95)] * 1000


async def _crowd(clients: Sequence[Client], deeds: int, deed: Deed, hello: str) -> Timing:
    waiting = iter(range(deeds))
    seconds: list[float] = []

    async def person(client: Client) -> None:
        for number in waiting:
            begun = time.perf_counter()
            await deed(client, number)
            seconds.append(time.perf_counter() - begun)

    if hello:
        await asyncio.gather(*(client.get(hello) for client in clients))
    begun = time.perf_counter()
    await asyncio.gather(*(person(client) for client in clients))
    total = time.perf_counter() - begun
    await asyncio.gather(*(client.close() for client in clients))
    return Timing(total, sorted(seconds))


def crowd(clients: Sequence[Client], deeds: int, deed: Deed, *, hello: str = "") -> Timing:
    """These clients share so many deeds. Before the clock starts each has opened `hello`, and with it its cookies."""
    return asyncio.run(_crowd(clients, deeds, deed, hello))


def people(port: int, number: int) -> list[Client]:
    """So many clients of one server."""
    return [Client(port) for _person in range(number)]


def together(rounds: Sequence[Timing]) -> Timing:
    """Several rounds as one."""
    return Timing(sum(timing.total for timing in rounds), sorted(second for t in rounds for second in t.seconds))


def share(ours: Sequence[Timing], bare: Sequence[Timing]) -> float:
    """Our rate as a share of the bare view's: the median of rounds that alternated, so that other load hits both."""
    return round(statistics.median(mine.rate / its.rate for mine, its in zip(ours, bare, strict=True)), 3)
