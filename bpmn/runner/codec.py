"""A run as bytes and back: only what is alive, one row per token, against a definition that is kept elsewhere.

Format 2: `sealflow-run 2 <crc32>\\n`, then JSON. Rows are written and read in the order the tokens have in memory, so a
loaded run goes on exactly as the saved one would have.
"""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

import orjson
from SpiffWorkflow.util.task import TaskState

from bpmn.runner.definition import Definition
from bpmn.runner.errors import StateUnreadable
from bpmn.runner.gateways import Inclusive, Parallel
from bpmn.runner.tokens import NO_ROUNDS, MainScope, Rounds, Scope, Token, Turn, Undoable
from bpmn.runner.variables import Variables
from bpmn.timers import Timer

_HEAD = b"sealflow-run 2 "
_HEADS = (_HEAD, b"sealflow-run 1 ")
"""The first format has nothing of conditions, failures and what can be undone; what is there, is alike."""
_KEY_LENGTH = 16
_AT_REST = (TaskState.WAITING, TaskState.READY, TaskState.STARTED)

Row = list[Any]


def dump(main: MainScope, key: str) -> bytes:
    """The state of a run that is at rest."""
    body = orjson.dumps(
        {
            "definition": key[:_KEY_LENGTH],
            "last": main.last_number,
            "completed": main.completed,
            "failure": main.failure,
            "done": main.done,
            "variables": main.variables,
            "tokens": [_row(token) for token in main.tasks.values()],
            "inside": [
                [
                    host,
                    None if inner.shares else [inner.variables, sorted(inner.written)],
                    [_row(token) for token in inner.tasks.values()],
                    inner.done,
                ]
                for host, inner in main.subprocesses.items()
            ],
        }
    )
    return b"%b%08x\n%b" % (_HEAD, zlib.crc32(body), body)


def fill(main: MainScope, state: bytes, definition: Definition) -> None:
    """Put the tokens of a saved state into a run that has none. Raises StateUnreadable."""
    saved = _body(state)
    if saved.get("definition") != definition.key[:_KEY_LENGTH]:
        raise StateUnreadable(f"it belongs to definition {saved.get('definition')}, not {definition.key[:_KEY_LENGTH]}")
    try:
        main.last_number, main.completed = saved["last"], saved["completed"]
        main.variables = saved["variables"]
        main.failure, main.done = saved.get("failure", ""), saved.get("done", [])
        _place(main, saved["tokens"])
        for host, own, rows, *more in saved["inside"]:
            token = main.token(host)
            if token is None:
                raise StateUnreadable(f"a subprocess runs in {host}, which is not there")
            inner = main.create_subprocess(token, token.task_spec.spec)
            if own is not None:
                inner.variables, inner.written, inner.shares = own[0], set(own[1]), False
            if more:
                inner.done = more[0]
            _place(inner, rows)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StateUnreadable(f"{type(error).__name__}: {error}") from error


def _body(state: bytes) -> dict[str, Any]:
    head, _, body = state.partition(b"\n")
    if not head.startswith(_HEADS):
        raise StateUnreadable(f"it does not begin with {_HEAD.decode()!r}")
    if head[len(_HEAD) :] != b"%08x" % zlib.crc32(body):
        raise StateUnreadable("its checksum does not agree with its content")
    try:
        saved = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise StateUnreadable(str(error)) from error
    if not isinstance(saved, dict):
        raise StateUnreadable("it holds no run")
    return saved


def _row(token: Token) -> Row:
    """[number, node, state, parent's number, and what only some tokens have]"""
    parent = token.parent
    row: Row = [token.number, token.task_spec.name, token._state, 0 if parent is None else parent.number]
    more: dict[str, Any] = {}
    if isinstance(token.task_spec, Inclusive | Parallel):
        more["via"] = token.via
    if (turn := token.turn) is not None:
        more["turn"] = [turn.index, turn.own]
    if (waiting := token.waiting) is not None:
        more["due"] = [waiting.due.isoformat(), waiting.entered.isoformat(), waiting.cycle, waiting.occurrence]
        if waiting.stays:
            more["stays"] = True
    if (rounds := token.rounds) is not NO_ROUNDS:
        more["rounds"] = [rounds.total, rounds.done, rounds.ahead, list(rounds.outputs.items())]
    if token.undo:
        more["undo"] = token.undo
    if token.held:
        more["held"] = True
    if more:
        row.append(more)
    return row


def _place(scope: Scope, rows: list[Row]) -> None:
    placed: dict[int, Token] = {}
    specs = scope.spec.task_specs
    for number, name, state, parent, *more in rows:
        if state not in _AT_REST:
            raise StateUnreadable(f"token {number} is in state {state}")
        token = placed[number] = Token(scope, specs[name], placed[parent] if parent else None, number)
        token._state = state
        if more:
            _restore(token, **more[0])
        if state == TaskState.WAITING:
            scope.top_workflow.event_manager.add_task(token)


def _restore(
    token: Token,
    via: str = "",
    turn: tuple[int, Variables] | None = None,
    due: tuple[str, str, str, int] | None = None,
    stays: bool = False,
    rounds: tuple[int, int, list[Any], list[tuple[int, Any]]] | None = None,
    undo: list[Undoable] | None = None,
    held: bool = False,
) -> None:
    token.via, token.held = via, held
    if undo is not None:
        token.undo = undo
    if turn is not None and token.parent is not None:
        token.turn = Turn(token.parent, *turn)
    if due is not None:
        at, entered, cycle, occurrence = due
        token.waiting = Timer(datetime.fromisoformat(at), datetime.fromisoformat(entered), cycle, occurrence, stays)
    if rounds is not None:
        total, done, ahead, outputs = rounds
        token.rounds = Rounds(total, ahead, done, dict(outputs))
