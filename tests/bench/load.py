"""Asks the same thing again and again: `python -m tests.bench.load PORT CONNECTIONS`, in a process of its own.

The request comes as the first lines of the input, an empty line after it; then each line is a number of requests to
make, answered by a line when they are made. What is read is compared with the first answer by its length.
"""

import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO


class Line:
    """One connection, kept open."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.request = request
        self.length = self.first()

    def first(self) -> int:
        """Ask once, reading the head, and give the length of the whole answer."""
        self.socket.sendall(self.request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self.more()
        head = answer.split(b"\r\n\r\n")[0]
        [body] = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        length = len(head) + 4 + int(body.split(b":")[1])
        while len(answer) < length:
            answer += self.more()
        if not answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(answer.decode(errors="replace"))
        return length

    def ask(self, times: int) -> None:
        """Ask so many times, one after the other."""
        for _ in range(times):
            self.socket.sendall(self.request)
            answer = self.more()
            if not answer.startswith(b"HTTP/1.1 200"):
                raise SystemExit(answer.decode(errors="replace"))
            left = self.length - len(answer)
            while left > 0:
                left -= len(self.more())

    def more(self) -> bytes:
        """What has come since."""
        received = self.socket.recv(65_536)
        if not received:
            raise SystemExit("the server closed the connection")
        return received


def main(port: int, connections: int, given: BinaryIO) -> None:
    """Ask on several connections at once, as often as each line says."""
    request = b""
    while (line := given.readline()).strip():
        request += line.strip() + b"\r\n"
    lines = [Line(port, request + b"\r\n") for _ in range(connections)]
    with ThreadPoolExecutor(connections) as pool:
        say("ready")
        for number in given:
            list(pool.map(Line.ask, lines, [int(number) // connections] * connections))
            say("done")


def say(word: str) -> None:
    """Tell the one who measures."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.stdin.buffer)
