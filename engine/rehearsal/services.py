"""Services that fail as an example says, before they do their work as ever; the retries are the queue's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from engine import services
from engine.errors import Failure
from engine.jobs import Job
from engine.papers import Press
from engine.workplace import Workplace


class ServiceFailed(Failure):
    """A service fails because the example says that it does."""

    code = "EXAMPLE-SERVICE-FAILED"
    remedy = "Nothing to do: the queue tries again, as it would when a seal or a network does not answer."


class FailingServices:
    """Does jobs as `engine.services` does, after failing as often as told for the step or document named."""

    def __init__(self, told: Mapping[str, Mapping[str, Any]]) -> None:
        """told: by the id of a service step or the kind of a document, `fails` and, if wanted, `error`."""
        self._told = told
        self._failed: Counter[str] = Counter()

    def do(self, place: Workplace, press: Press, job: Job) -> list[str]:
        """As `engine.services.do`. Raises ServiceFailed as often as the example says."""
        told = self._told.get(job.what, {})
        if self._failed[job.what] < int(told.get("fails", 0)):
            self._failed[job.what] += 1
            raise ServiceFailed(str(told.get("error") or f"{job.what} does not answer, attempt {job.attempt}"))
        return services.do(place, press, job)
