"""A small HTTP/1.1 client with kept connections, cheap enough not to measure itself."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass(frozen=True)
class Answer:
    """Status, location of a redirect, body."""

    status: int
    location: str
    body: bytes


@dataclass
class Client:
    """One connection and its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """GET a page."""
        return await self._send("GET", path, b"")

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """POST a form, with the CSRF cookie's value as its token."""
        values = {"csrfmiddlewaretoken": self.cookies.get("formular", self.cookies.get("csrftoken", ""))} | fields
        return await self._send("POST", path, urlencode(values).encode())

    async def close(self) -> None:
        """End the connection."""
        if self._streams:
            self._streams[1].close()

    async def _send(self, method: str, path: str, body: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookies}\r\n"
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
        return Answer(int(lines[0].split()[1]), named.get("location", ""), body)

    async def _chunks(self, reader: asyncio.StreamReader) -> bytes:
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return body


async def crowd(port: int, people: int, deeds: int, deed: Callable[[Client, int], Awaitable[None]]) -> "Timing":
    """So many clients share so many deeds; the time of each deed and of all."""
    waiting = iter(range(deeds))
    seconds: list[float] = []

    async def person() -> None:
        client = Client(port)
        for number in waiting:
            begun = time.perf_counter()
            await deed(client, number)
            seconds.append(time.perf_counter() - begun)
        await client.close()

    begun = time.perf_counter()
    await asyncio.gather(*(person() for _person in range(people)))
    return Timing(deeds, time.perf_counter() - begun, sorted(seconds))


@dataclass(frozen=True)
class Timing:
    """How long a crowd took."""

    deeds: int
    total: float
    seconds: list[float]

    @property
    def rate(self) -> float:
        """Deeds a second."""
        return self.deeds / self.total

    @property
    def p95(self) -> float:
        """95 of 100 deeds took at most so many milliseconds."""
        return self.seconds[int(len(self.seconds) * 0.95)] * 1000
