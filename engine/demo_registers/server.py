"""The registers over HTTP on this machine: POST /NAME with a question, an answer in JSON.

PUT /moods/NAME sets how a register behaves, GET /orders/NAME lists what it was told to do. Answers with `outcome`,
`reference` and `facts`; a repetition with the same Idempotency-Key gets the first answer again.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

import orjson

from engine.demo_registers.records import Register

MOST_BYTES = 100_000


class Mood(StrEnum):
    """How a register behaves."""

    WELL = "well"
    SLOW = "slow"
    """It answers after those who ask have gone."""
    WRONG = "wrong"
    """It answers nonsense."""
    DOWN = "down"
    """It says that it cannot answer now (HTTP 503)."""


class RegisterServer:
    """The registers, served by threads of this process while it is open."""

    def __init__(self, registers: Mapping[str, Register], port: int = 0) -> None:
        """port 0: any that is free. Raises OSError when the port is taken."""
        self.registers = registers
        self.moods = dict.fromkeys(registers, Mood.WELL)
        self.orders: dict[str, list[dict[str, Any]]] = {name: [] for name in registers}
        self.asked = dict.fromkeys(registers, 0)
        """How often each was asked, whatever it answered."""
        self.closing = threading.Event()
        self._answered: dict[tuple[str, str], bytes] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def connectors(self) -> str:
        """A connectors.yaml that leads to these registers."""
        return "".join(
            f"{r.name}:\n  title: {r.title}\n  url: {self.address}/{r.name}\n" for r in self.registers.values()
        )

    def set_mood(self, register: str, mood: str) -> None:
        """Let a register behave so from now on."""
        self.moods[register] = Mood(mood)

    def serve(self) -> None:
        """Answer until closed."""
        self._server.serve_forever(poll_interval=0.1)

    def close(self) -> None:
        """Stop answering; what is being answered slowly is given up."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> RegisterServer:
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def answer(self, register: Register, question: Mapping[str, Any], key: str) -> bytes:
        """The answer in JSON; the same again to the same key. Raises KeyError for what the question does not say."""
        with self._lock:
            said = self._answered.get((register.name, key)) if key else None
            if said is None:
                outcome, facts = register.answer(question)
                number = len(self._answered) + 1
                said = orjson.dumps({"outcome": outcome, "reference": f"{register.name}-{number:06}", "facts": facts})
                self._answered[register.name, key or f"#{number}"] = said
                if register.orders:
                    self.orders[register.name].append({**question, "outcome": outcome, "key": key})
            return said


def _handler(server: RegisterServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "SealflowDemoRegisters"
        timeout = 30

        def do_POST(self) -> None:
            body, register = self._body(), server.registers.get(self.path.strip("/"))
            if register is None:
                self._say(404, {"error": f"known registers: {', '.join(server.registers)}"})
                return
            server.asked[register.name] += 1
            mood = server.moods[register.name]
            if mood is Mood.SLOW:
                server.closing.wait(60)
            if mood is Mood.DOWN:
                self._say(503, {"error": "maintenance"})
            elif mood is Mood.WRONG:
                self._send(200, "<html>维护中</html>".encode())
            else:
                self._answer(register, body)

        def do_PUT(self) -> None:
            body, (kind, _, name) = self._body(), self.path.strip("/").partition("/")
            if kind != "moods" or name not in server.moods or body not in list(Mood):
                self._say(404, {"error": f"PUT /moods/NAME with one of {', '.join(map(repr, map(str, Mood)))}"})
                return
            server.set_mood(name, body)
            self._say(200, {name: server.moods[name]})

        def do_GET(self) -> None:
            kind, _, name = self.path.strip("/").partition("/")
            if kind == "orders" and name in server.orders:
                self._say(200, server.orders[name])
            else:
                self._say(200, {name: {"title": r.title, "asks": r.asks} for name, r in server.registers.items()})

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: questions hold personal data."""

        def _body(self) -> Any:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > MOST_BYTES:
                self.close_connection = True
                return None
            try:
                return orjson.loads(self.rfile.read(int(length)))
            except orjson.JSONDecodeError:
                return None

        def _answer(self, register: Register, body: Any) -> None:
            if not isinstance(body, dict):
                self._say(400, {"error": "a question is a JSON object"})
                return
            try:
                self._send(200, server.answer(register, body, self.headers.get("Idempotency-Key", "")))
            except KeyError as error:
                self._say(400, {"error": f"the question does not say {error.args[0]}"})

        def _say(self, status: int, said: Any) -> None:
            self._send(status, orjson.dumps(said))

        def _send(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler
