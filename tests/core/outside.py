"""The outside world: a web server on this machine that writes down what it is sent."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Outside:
    """What came in, and what is answered."""

    url: str = ""
    status: int = 204
    location: str = ""
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def outside(secure: ssl.SSLContext | None = None) -> Iterator[Outside]:
    """Have the server for the length of the block; with a certificate it is one of https, by name."""
    seen = Outside()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            seen.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(seen.status)
            if seen.location:
                self.send_header("Location", seen.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    if secure:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    where = "https://localhost" if secure else "http://127.0.0.1"
    seen.url = f"{where}:{server.server_address[1]}/letters?x=1"
    try:
        yield seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
