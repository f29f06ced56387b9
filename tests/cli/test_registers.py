"""`sealflow demo-registers`: registers of other authorities, played on this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.connectors import ConnectedSystems, SystemAway, read_connectors

Run = Callable[..., Any]
ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@contextmanager
def playing(*words: str, stop: signal.Signals = signal.SIGINT) -> Iterator[subprocess.Popen[str]]:
    """The command, running as in the background, where Ctrl-C is ignored; it is told to stop in the end."""
    command = [sys.executable, "-c", "import cli; cli.main()", "demo-registers", "--port", "0", *words]
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        ["/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh", *command],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            yield process
            process.send_signal(stop)
            process.wait(timeout=60)
        finally:
            process.kill()


def connectors(process: subprocess.Popen[str]) -> str:
    """The connectors.yaml that it prints, up to the sentence that it answers."""
    assert process.stderr is not None and process.stdout is not None
    assert "registers answer at http://127.0.0.1:" in process.stderr.readline()
    return "".join(process.stdout.readline() for _ in range(8 * 3))


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_registers_answer_at_the_addresses_they_print_and_stop_when_told(stop: signal.Signals) -> None:
    with playing(stop=stop) as process:
        systems = ConnectedSystems(read_connectors(connectors(process), {}))
        answer = systems.ask("population", {"id_number": "119901200606060071", "name": "陆䶮"}, "k", NOW)

    assert answer.outcome == "match"
    assert process.returncode == 0


def test_a_register_is_down_when_it_is_told_to_be() -> None:
    with playing("--mood", "population=down") as process:
        systems = ConnectedSystems(read_connectors(connectors(process), {}))
        with pytest.raises(SystemAway):
            systems.ask("population", {"id_number": "119901200606060071", "name": "陆䶮"}, "k", NOW)


@pytest.mark.parametrize("mood", ["population", "population=angry", "weather=down"])
def test_a_mood_nobody_knows_is_wrong_usage(run: Run, mood: str) -> None:
    refused = run("demo-registers", "--port", "0", "--mood", mood)

    assert refused.status == 2
    assert "NAME=MOOD" in refused.err and "criminal_records" in refused.err

