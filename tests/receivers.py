"""Receivers of notices for tests: a mail server and a web server on the loopback, real sockets, real protocols."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

Call = tuple[dict[str, str], bytes]


class _Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs that hands in one mail."""

    def handle(self) -> None:
        inbox = cast("Inbox", self.server)
        if inbox.busy:
            return self._say("421 too busy")
        self._say("220 loopback")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper()
            if word == b"RCPT" and inbox.refused and inbox.refused.encode() in line:
                self._say("550 no such mailbox")
            elif word == b"DATA":
                self._say("354 go on")
                inbox.mails.append(self._mail())
                self._say("250 taken")
            elif word == b"QUIT":
                return self._say("221 bye")
            else:
                self._say("250 ok")

    def _mail(self) -> EmailMessage:
        lines = bytearray()
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines += line.removeprefix(b".") if line.startswith(b"..") else line
        return cast("EmailMessage", message_from_bytes(bytes(lines), policy=policy.default))

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class Inbox(socketserver.ThreadingTCPServer):
    """A mail server and what it was handed. `busy`: it takes nothing now; `refused`: an address it does not know."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[EmailMessage] = []
        self.busy, self.refused = False, ""


class _Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        hook = cast("Hook", self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        hook.calls.append((dict(self.headers), body))
        self.send_response(hook.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


class Hook(ThreadingHTTPServer):
    """A web server and the calls it received, answered with `status`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.calls: list[Call] = []
        self.status = 204


@contextmanager
def running(server: socketserver.BaseServer) -> Iterator[int]:
    """The server at work; its port."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
