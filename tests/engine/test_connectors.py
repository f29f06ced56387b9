"""Other systems over real HTTP on this machine: what they answer, and all the ways in which they do not."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest

from engine.connectors import (
    AnswerUnusable,
    ConnectedSystems,
    ConnectorsRefused,
    SystemAway,
    SystemUnknown,
    read_connectors,
)
from engine.connectors.circuit import MOST_FAILURES, REST
from engine.demo_registers import Mood, RegisterServer, read_registers
from engine.founding import SHARED, workflows_folder

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
REGISTERS = read_registers((workflows_folder() / SHARED / "registers.yaml").read_text(encoding="utf-8"))
NEGLIGENT = {"id_number": "119901198001010055", "name": "孙思远"}
INTENTIONAL = {"id_number": "119901197007070097", "name": "文𠅤"}
RARE = {"id_number": "119901200606060071", "name": "陆䶮"}


@pytest.fixture
def server() -> Iterator[RegisterServer]:
    """The shipped registers, answering."""
    with RegisterServer(REGISTERS) as server:
        yield server


def systems(server: RegisterServer, seconds: float = 5) -> ConnectedSystems:
    """The way to the registers."""
    text = server.connectors().replace("/criminal_records\n", f"/criminal_records\n  timeout_seconds: {seconds}\n")
    return ConnectedSystems(read_connectors(text, {}))


@contextmanager
def answering(*raw: bytes, drip: float = 0) -> Iterator[str]:
    """The address of a server that answers every request with these bytes, piece by piece."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        gone = threading.Event()

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    with suppress(OSError):
                        for piece in raw:
                            connection.sendall(piece)
                            gone.wait(drip)
                        connection.shutdown(socket.SHUT_WR)
                        while connection.recv(65_536):
                            pass

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        gone.set()


def page(body: bytes, status: str = "200 OK", length: int | None = None) -> bytes:
    """An HTTP answer."""
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n".encode() + body


def one(url: str, more: str = "") -> ConnectedSystems:
    """The way to a single system called `it`."""
    return ConnectedSystems(read_connectors(f"it: {{url: '{url}', timeout_seconds: 1{more}}}", {}))


@pytest.mark.parametrize(
    ("register", "question", "outcome", "fact"),
    [
        ("population", RARE, "match", ("household", "示例市示例区")),
        ("population", {**RARE, "name": "陆奕"}, "mismatch", None),
        ("population", {**RARE, "id_number": "119901190001010000"}, "unknown", None),
        ("criminal_records", {"id_number": "119901198505050018", "name": "林知行"}, "none", None),
        ("criminal_records", NEGLIGENT, "negligent", ("offence", "交通肇事罪")),
        ("criminal_records", INTENTIONAL, "intentional", ("offence", "诈骗罪")),
        ("criminal_records", RARE, "sealed_juvenile", ("judged_on", "2022-05-16")),
        ("criminal_records", {**RARE, "name": "陆奕"}, "doubtful", None),
        ("fund_accounts", {"id_number": "119901198202020030"}, "frozen", ("frozen_by", "示例市示例区人民法院")),
        ("fund_accounts", {"id_number": "119901198505050018", "amount": 90000}, "normal", ("monthly", 3200)),
        ("fund_accounts", {"id_number": "119901198505050018", "amount": 200000}, "short", None),
        ("locksmiths", {"record_number": "示公锁备2023009"}, "suspended", ("firm", "示例市快达开锁店")),
    ],
)
def test_a_register_answers_a_question(
    server: RegisterServer, register: str, question: dict[str, str], outcome: str, fact: tuple[str, str] | None
) -> None:
    answer = systems(server).ask(register, question, "k", NOW)

    assert answer.outcome == outcome
    assert answer.reference.startswith(register)
    assert fact is None or answer.facts[fact[0]] == fact[1]


def test_a_register_asked_about_many_tells_who_was_found(server: RegisterServer) -> None:
    clear = {"id_number": "119901198505050018", "name": "林知行"}

    some = systems(server).ask("criminal_records", {"each": [clear, INTENTIONAL]}, "k1", NOW)
    nobody = systems(server).ask("criminal_records", {"each": [clear]}, "k2", NOW)

    assert (some.outcome, some.facts["found"]) == ("found", [{**INTENTIONAL, "outcome": "intentional"}])
    assert (nobody.outcome, nobody.facts) == ("none", {})


def test_an_order_repeated_with_the_same_key_is_done_once(server: RegisterServer) -> None:
    order = {"account": "6200000000000000027", "amount": 100, "payee": "林知行"}
    bank = systems(server)

    answers = [bank.ask("bank", order, key, NOW) for key in ("one", "one", "two")]

    assert [answer.reference for answer in answers] == ["bank-000001", "bank-000001", "bank-000002"]
    assert len(server.orders["bank"]) == 2


def test_a_register_that_is_down_is_away(server: RegisterServer) -> None:
    server.set_mood("criminal_records", Mood.DOWN)

    with pytest.raises(SystemAway, match="503"):
        systems(server).ask("criminal_records", RARE, "k", NOW)


def test_a_register_that_is_slow_is_away_when_its_time_is_over(server: RegisterServer) -> None:
    server.set_mood("criminal_records", Mood.SLOW)
    began = time.monotonic()

    with pytest.raises(SystemAway):
        systems(server, seconds=0.3).ask("criminal_records", RARE, "k", NOW)

    assert time.monotonic() - began < 3


def test_an_answer_that_is_not_json_cannot_be_used(server: RegisterServer) -> None:
    server.set_mood("criminal_records", Mood.WRONG)

    with pytest.raises(AnswerUnusable, match="not JSON"):
        systems(server).ask("criminal_records", RARE, "k", NOW)


def test_a_question_that_lacks_a_word_cannot_be_used(server: RegisterServer) -> None:
    with pytest.raises(AnswerUnusable, match="400"):
        systems(server).ask("criminal_records", {"name": "陆䶮"}, "k", NOW)


@pytest.mark.parametrize(
    "body",
    [b"[]", b"null", b'"none"', b"{}", b'{"outcome": null}', b'{"outcome": true}', b'{"outcome": {}}',
     b'{"outcome": "none", "facts": [1]}'],
)  # fmt: skip
def test_nonsense_in_json_cannot_be_used(body: bytes) -> None:
    with answering(page(body)) as url, pytest.raises(AnswerUnusable):
        one(url).ask("it", {}, "k", NOW)


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ((page(b"x" * 1_100_000),), AnswerUnusable),
        ((page(b'{"outcome":', length=500),), SystemAway),
        ((b"nonsense\r\n\r\n",), SystemAway),
        ((b"",), SystemAway),
        ((page(b"", "302 Found\r\nLocation: http://127.0.0.1:9/"),), AnswerUnusable),
        ((page(b"", "404 Not Found"),), AnswerUnusable),
        ((page(b"", "429 Too Many Requests"),), SystemAway),
    ],
    ids=["too long", "cut off", "not HTTP", "silence", "redirect", "no such page", "too many"],
)
def test_a_broken_answer_is_an_error_of_ours(raw: tuple[bytes, ...], error: type[Exception]) -> None:
    with answering(*raw) as url, pytest.raises(error):
        one(url).ask("it", {}, "k", NOW)


def test_an_answer_that_drips_is_given_up_when_its_time_is_over() -> None:
    began = time.monotonic()

    with answering(page(b"", length=1000), *[b" "] * 100, drip=0.2) as url, pytest.raises(SystemAway, match="1 s"):
        one(url).ask("it", {}, "k", NOW)

    assert time.monotonic() - began < 5


def test_their_words_become_ours() -> None:
    answer = ', answer: {outcome: data.code, outcomes: {"1": found}, reference: number, facts: {day: data.d}}'

    with answering(page(b'{"number": 17, "data": {"code": 1, "d": "2014-08-21", "secret": "x"}}')) as url:
        said = one(url, answer).ask("it", {}, "k", NOW)

    assert (said.outcome, said.reference, said.facts) == ("found", "17", {"day": "2014-08-21"})


def test_a_word_that_was_not_agreed_cannot_be_used() -> None:
    with answering(page(b'{"code": 7}')) as url, pytest.raises(AnswerUnusable, match="'7'"):
        one(url, ', answer: {outcome: code, outcomes: {"0": none}}').ask("it", {}, "k", NOW)


def test_a_system_that_fails_again_and_again_is_left_alone_for_a_while(server: RegisterServer) -> None:
    server.set_mood("criminal_records", Mood.DOWN)
    asking = systems(server)
    for _ in range(MOST_FAILURES):
        with pytest.raises(SystemAway):
            asking.ask("criminal_records", RARE, "k", NOW)
    server.set_mood("criminal_records", Mood.WELL)

    with pytest.raises(SystemAway, match="left alone"):
        asking.ask("criminal_records", RARE, "k", NOW + REST - timedelta(seconds=1))
    answer = asking.ask("criminal_records", RARE, "k", NOW + REST)

    assert answer.outcome == "sealed_juvenile"
    assert server.asked["criminal_records"] == MOST_FAILURES + 1
    assert asking.ask("criminal_records", RARE, "l", NOW + REST).outcome == "sealed_juvenile"


def test_a_token_is_sent_and_never_shown() -> None:
    text = "it: {url: 'http://127.0.0.1:9/', token: THE_TOKEN}"
    connector = read_connectors(text, {"THE_TOKEN": "s3cret"})["it"]

    assert connector.token.reveal() == "s3cret"
    assert "s3cret" not in repr(connector)


def test_a_system_without_a_connector_is_unknown() -> None:
    with pytest.raises(SystemUnknown, match="population"):
        ConnectedSystems({}).ask("population", {}, "k", NOW)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- a", "mapping"),
        ("it: 5", "it must be a mapping"),
        ("it: {url: 'http://registers.shili.example/x'}", "https"),
        ("it: {url: 'https://me:word@registers.shili.example/x'}", "password"),
        ("it: {url: 'ftp://127.0.0.1/'}", "https"),
        ("it: {url: 'http://[::1'}", "url of it"),
        ("it: {url: 'http://127.0.0.1:99999/'}", "url of it"),
        ("it: {}", "url of it"),
        ("it: {url: 'https://registers.shili.example/', timeout: 5}", "'timeout'"),
        ("it: {url: 'https://registers.shili.example/', timeout_seconds: soon}", "timeout_seconds"),
        ("it: {url: 'https://registers.shili.example/', timeout_seconds: .nan}", "timeout_seconds"),
        ("it: {url: 'https://registers.shili.example/', token: NOT_SET}", "NOT_SET"),
        ("it: {url: 'https://registers.shili.example/', answer: {outcomes: [1]}}", "outcomes"),
        ("it: {url: 'https://registers.shili.example/', answer: {reference: no}}", "quotation marks"),
        ("it: {url: 'https://registers.shili.example/', answer: {outcomes: {0: none}}}", "quotation marks"),
        ("it: [", "connectors.yaml"),
    ],
)
def test_a_connector_that_cannot_be_used_is_refused_with_its_name(text: str, says: str) -> None:
    with pytest.raises(ConnectorsRefused) as refused:
        read_connectors(text, {})

    assert says in str(refused.value)
