"""A running system as a command meets it: a real server on a port that answers by a script."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class Asked:
    path: str
    key: str
    body: bytes


@dataclass
class RunningSite:
    """Remembers what it was asked, and gives the same answer to everything."""

    status: int
    answer: Any
    asked: list[Asked] = field(default_factory=list)
    address: str = ""


@contextmanager
def answering(status: int, answer: Any) -> Iterator[RunningSite]:
    """Listen while the block runs."""
    site = RunningSite(status, answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(site: RunningSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            site.asked.append(Asked(self.path, self.headers.get("authorization", ""), body))
            answer = json.dumps(site.answer).encode()
            self.send_response(site.status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the name is the library's
            """Say nothing."""

    return Handler
