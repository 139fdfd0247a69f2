"""Sends requests at the moments they are due: `python -m tests.bench.arriving PORT`, in a process of its own.

Each line of the input is one request as JSON (`Request`), due so many seconds after the last line was read, whether
the ones before are answered or not; each line of the output says what came of one. The time of an answer counts from
when its request was due, so that a service that falls behind is not spared.
"""

import json
import queue
import sys
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from typing import Any, NamedTuple, TextIO

from config.local.ports import HERE

LINES = 1_000
"""So many wait for an answer at once; what is due beyond them waits here, and its time runs."""
LONGEST = 30
"""Seconds that an answer is waited for."""
IDLE = 2
"""Seconds after which a line is opened anew: the service may be about to close it."""
LOST = 0
"""The status of what was not answered."""


class Request(NamedTuple):
    """What is asked: when, of which kind, and how."""

    due: float
    kind: str
    method: str
    path: str
    headers: dict[str, str]
    body: str


class Answer(NamedTuple):
    """What came: of which kind, when it was due, the status, after how many seconds."""

    kind: str
    due: float
    status: int
    took: float


class Sender:
    """One line to the service, opened anew when it broke."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.line: HTTPConnection | None = None
        self.used = 0.0

    def send(self, asked: Request) -> int:
        """Ask, read the whole answer, and give its status."""
        if time.monotonic() - self.used > IDLE:
            self.close()
        try:
            if self.line is None:
                self.line = HTTPConnection(HERE, self.port, timeout=LONGEST)
            self.line.request(asked.method, asked.path, asked.body.encode() or None, asked.headers)
            answer = self.line.getresponse()
            answer.read()
            self.used = time.monotonic()
            if answer.will_close:
                self.close()
            return answer.status
        except (OSError, HTTPException):
            self.close()
            return LOST

    def close(self) -> None:
        """Give the line up."""
        if self.line is not None:
            with suppress(OSError):
                self.line.close()
            self.line = None


def main(port: int, given: TextIO, told: TextIO) -> None:
    """Send everything when it is due, and tell what came."""
    asked = [Request(**json.loads(line)) for line in given]
    due: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
    answers: list[Answer] = []
    begun = time.monotonic()

    def work() -> None:
        sender = Sender(port)
        while (request := due.get()) is not None:
            status = sender.send(request)
            answers.append(Answer(request.kind, request.due, status, time.monotonic() - begun - request.due))
        sender.close()

    threads: list[threading.Thread] = []
    for request in asked:
        time.sleep(max(0.0, begun + request.due - time.monotonic()))
        due.put(request)
        if len(threads) < LINES and due.qsize():
            threads.append(threading.Thread(target=work, daemon=True))
            threads[-1].start()
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()
    told.writelines(json.dumps(list(answer)) + "\n" for answer in answers)


def written(asked: Request) -> str:
    """A request as a line of the input."""
    said: dict[str, Any] = asked._asdict()
    return json.dumps(said) + "\n"


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.stdin, sys.stdout)
