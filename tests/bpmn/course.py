"""A run as the engine uses it: known only by its saved state, loaded for every act and saved after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bpmn.runner import Definition, OpenStep, Progress, Run, load, start

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in Shanghai."""


class Course:
    """One case of a diagram. Every act moves the saved state on, and an act refused leaves it alone."""

    def __init__(
        self,
        definition: Definition,
        variables: Mapping[str, Any] | None = None,
        functions: Mapping[str, Callable[..., Any]] | None = None,
        **options: Any,
    ) -> None:
        self.definition = definition
        self.now = MONDAY
        self.options = options if functions is None else {**options, "functions": functions}
        run = start(definition, variables or {}, now=self.now, **self.options)
        self.progress = run.progress
        self.state = run.save()

    @property
    def run(self) -> Run:
        options = {name: value for name, value in self.options.items() if name != "at"}
        return load(self.definition, self.state, **options)

    @property
    def open(self) -> list[str]:
        """The ids of the open steps, sorted."""
        return sorted(step.step for step in self.run.open)

    @property
    def variables(self) -> dict[str, Any]:
        return dict(self.run.variables)

    @property
    def finished(self) -> bool:
        return self.run.finished

    def step(self, name: str, index: int | None = None) -> OpenStep:
        """The open step of this id (and place in its collection)."""
        return next(s for s in self.run.open if s.step == name and index in (None, s.index))

    def do(self, step: str, index: int | None = None, **variables: Any) -> Progress:
        """Complete an open step."""
        return self.act(lambda run: run.complete(self.step(step, index).token, variables, now=self.now))

    def deliver(self, message: str, **payload: Any) -> Progress:
        return self.act(lambda run: run.deliver(message, payload, now=self.now))

    def wait(self, **span: float) -> Progress:
        """Let time pass, then fire what is due."""
        self.now += timedelta(**span)
        return self.act(lambda run: run.fire_due(self.now))

    def act(self, what: Callable[[Run], Progress]) -> Progress:
        run = self.run
        self.progress = what(run)
        self.state = run.save()
        return self.progress


def names(steps: tuple[Any, ...]) -> list[str]:
    """The ids of opened or closed steps, sorted."""
    return sorted(step.step for step in steps)
