"""The API does what its description says, whatever is sent: no mistake of ours, no answer that is not described.

schemathesis reads the description as a stranger would and makes requests of it, right ones and wrong ones. With
SEALFLOW_API_EXAMPLES it makes so many of each operation and mode, which takes as long as it takes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from engine.notices import Notices, Webhook
from engine.office import Office
from signing.guarded import Secret
from signing.keyring import Keyring
from tests.browsing import site
from tests.calling import token_of
from tests.offices import APPLICANT, HEAD, WINDOW, Premises, accept, grant, submit
from web.api.described import CALLED, described
from web.app import create_app

EXAMPLES = int(os.environ.get("SEALFLOW_API_EXAMPLES", "2"))
CHECKS = [
    not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
    checks.response_schema_conformance, checks.response_headers_conformance,
]  # fmt: skip


def _takes(operation: dict[str, Any]) -> bool:
    """Whether something wrong can be sent: where a file is taken, any bytes are right."""
    return bool("parameters" in operation or "requestBody" in operation) and operation["operationId"] != "verify_file"


@dataclass
class Served:
    """An office in which something happened, before strangers with tokens of several people."""

    office: Office
    description: Any
    tokens: list[str]
    known: dict[str, list[str]]
    """What really is there, by the name of the parameter that asks for it."""


@pytest.fixture(scope="module")
def served(furnished_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, seals: Keyring) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("described")
    shutil.copy(furnished_sqlite, folder / "office.db")
    premises = Premises(f"sqlite:///{folder / 'office.db'}", folder, seals)
    office = premises.open()
    hook = Webhook("exchange", "https://exchange.shili.example/", Secret("只有两边知道"), account=APPLICANT)
    office.place.notices = Notices(webhooks={"exchange": hook})
    cases = [submit(office) for _ in range(4)]
    accept(office, cases[0])
    accept(office, cases[1])
    grant(office, cases[1])
    shown = [office.show_case(case) for case in cases]
    papers = [paper for case in shown for paper in case["documents"]]
    known = {
        "case": [*cases, shown[0]["id"]],
        "task": [task["task"] for case in shown for task in case["tasks"]],
        "number": [papers[0]["code"], papers[-1]["number"]],
        "code": [paper["code"] for paper in papers],
        "sha256": [papers[0]["sha256"], shown[0]["materials"][0]["sha256"]],
        "matter": ["starter", "law_firm_establish"],
        "form": ["application", "decision"],
        "webhook": ["exchange"],
    }
    tokens = [token_of(office, account) for account in (APPLICANT, WINDOW, HEAD, "wei.supervisor")]
    app = create_app(site(office))
    yield Served(office, schemathesis.openapi.from_asgi("/api/v1/openapi.json", app), tokens, known)
    premises.close()


_RIGHT = [pytest.param(name, GenerationMode.POSITIVE, id=f"{name}-right") for name in CALLED]
_TAKING = [one for path in described()["paths"].values() for one in path.values() if _takes(one)]
_WRONG = [pytest.param(o["operationId"], GenerationMode.NEGATIVE, id=f"{o['operationId']}-wrong") for o in _TAKING]


@pytest.mark.parametrize(("operation", "mode"), _RIGHT + _WRONG)
def test_an_operation_answers_as_its_description_says(served: Served, operation: str, mode: GenerationMode) -> None:
    asked = served.description.find_operation_by_id(operation)
    described_statuses = {int(status) for status in asked.definition.raw["responses"]}
    answered: set[int] = set()

    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        case = data.draw(asked.as_strategy(generation_mode=mode))
        if mode.is_positive and data.draw(st.booleans()):
            there = {name: st.sampled_from(found) for name, found in served.known.items()}
            for name in case.path_parameters:
                case.path_parameters[name] = data.draw(there.get(name, st.just(case.path_parameters[name])))
        token = data.draw(st.sampled_from([*served.tokens, ""]))
        answer = case.call(headers={"authorization": f"Bearer {token}"} if token else {})
        case.validate_response(answer, checks=CHECKS)
        answered.add(answer.status_code)

    ask()

    assert answered and answered <= described_statuses and max(answered) < 500
