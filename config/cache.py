"""Connections to the cache that nobody waits for twice: whoever finds it silent spares the next ones."""

import time
from typing import Any, Final

from redis.backoff import NoBackoff
from redis.connection import Connection, ConnectionPool
from redis.exceptions import ConnectionError as Away
from redis.exceptions import RedisError
from redis.retry import Retry

PATIENCE: Final = 1
"""Seconds that one waits for an answer; once."""
SPARED: Final = 10
"""Seconds for which a cache that did not answer is not asked again."""


class Pool(ConnectionPool):
    """A cache that is away is said to be so at once, until it is asked again; nothing that counts is kept there."""

    def __init__(self, **given: Any) -> None:
        self._silent_until = 0.0
        patience: dict[str, Any] = {
            "socket_timeout": PATIENCE,
            "socket_connect_timeout": PATIENCE,
            "retry": Retry(NoBackoff(), 0),
        }
        super().__init__(**patience | given)

    def get_connection(self, *_words: Any, **_options: Any) -> Connection:
        """Give a connection, or say at once that there is none."""
        if time.monotonic() < self._silent_until:
            raise Away("the cache did not answer a moment ago")
        try:
            connection = super().get_connection()
        except (RedisError, OSError):
            self._silent_until = time.monotonic() + SPARED
            raise
        return connection

    def release(self, connection: Any) -> None:
        """Take a connection back; one that was closed in the middle of its use was closed for want of an answer."""
        if not connection.is_connected:
            self._silent_until = time.monotonic() + SPARED
        super().release(connection)
