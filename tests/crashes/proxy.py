"""A way to the broker that can fall silent: connections stay open and are taken, and nobody answers."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from config.local.ports import HERE

T = TypeVar("T")


class Proxy:
    """Listens on a port of its own and passes on what is said, unless it is silent."""

    def __init__(self, port: int) -> None:
        self.to = port
        self.loop = asyncio.new_event_loop()
        self.speaking = asyncio.Event()
        self.speaking.set()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = self._now(asyncio.start_server(self._taken, HERE, 0))
        self.port: int = self.server.sockets[0].getsockname()[1]

    def fall_silent(self) -> None:
        self.loop.call_soon_threadsafe(self.speaking.clear)

    def speak_again(self) -> None:
        self.loop.call_soon_threadsafe(self.speaking.set)

    def close(self) -> None:
        self._now(self._ended())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def _ended(self) -> None:
        self.server.close()
        passing = asyncio.all_tasks() - {asyncio.current_task()}
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)
        await asyncio.sleep(0.1)  # until what they closed is closed

    def _now(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.speaking.wait()
        try:
            there, back = await asyncio.open_connection(HERE, self.to)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError):
                while said := await reader.read(65_536):
                    await self.speaking.wait()
                    writer.write(said)
                    await writer.drain()
        finally:
            with suppress(OSError):
                writer.close()
