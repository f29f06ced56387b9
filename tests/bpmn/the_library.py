"""SpiffWorkflow as its documentation shows it: its own parser, its own JSON, loaded and saved around every act."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

LONG_AGO = "2020-01-01T00:00:00+00:00"


class LibraryCase:
    """One case of the process `p`, known only by its JSON."""

    def __init__(self, xml: bytes, variables: Mapping[str, Any]) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(xml)
        self.serializer = BpmnWorkflowSerializer()
        workflow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
        workflow.task_tree.data.update(variables)
        workflow.do_engine_steps()
        self.json = self.serializer.serialize_json(workflow)

    def open(self) -> Counter[str]:
        """The steps that wait for a person."""
        return Counter(task.task_spec.bpmn_id for task in _ready(self._load()))

    def finished(self) -> bool:
        return bool(self._load().is_completed())

    def complete(self, step: str, variables: Mapping[str, Any]) -> None:
        workflow = self._load()
        task = next(task for task in _ready(workflow) if task.task_spec.bpmn_id == step)
        task.data.update(variables)
        task.run()
        workflow.do_engine_steps()
        self.json = self.serializer.serialize_json(workflow)

    def fire(self, timers: Iterable[str]) -> None:
        """Let these timers be due; the library reads the clock of the machine, so they are put into the past."""
        workflow = self._load()
        for id in timers:
            task = next(t for t in workflow.event_manager.tasks.values() if t.task_spec.bpmn_id == id)
            task.internal_data["event_value"] = LONG_AGO
            workflow.refresh_timers()
            workflow.do_engine_steps()
        self.json = self.serializer.serialize_json(workflow)

    def _load(self) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self.serializer.deserialize_json(self.json)


def _ready(workflow: Any) -> list[Any]:
    return [task for task in workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual]
