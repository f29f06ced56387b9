"""What other programs ask: done once for their key, under a token, on both databases and in races."""

from __future__ import annotations

import pytest

from engine.office import Office
from engine.store import questions
from engine.terms import Scope
from engine.tokens import TokenNotValid
from engine.workplace import Command
from tests.offices import APPLICANT, WINDOW, Premises, submit, task_of
from tests.races import MOMENTS, Race


def test_a_token_is_found_used_and_revoked(office: Office) -> None:
    shown, text = office.tokens.create(WINDOW, "对接", ["tasks.read", "cases.read"])

    token = office.tokens.holder(text, "192.0.2.7")

    assert (token.account.name, token.organ) == (WINDOW, "city_approval")
    assert token.scopes == {Scope.READ_CASES, Scope.READ_TASKS}
    (listed,) = office.tokens.listed(WINDOW)
    assert (listed["used_from"], bool(listed["used_at"])) == ("192.0.2.7", True)
    office.tokens.revoke(shown["id"])
    with pytest.raises(TokenNotValid):
        office.tokens.holder(text)
    assert office.verify_record().intact


def test_a_token_reaches_the_cases_in_which_its_organ_takes_part(office: Office) -> None:
    case = submit(office)
    for organ, reaches in (("city_approval", True), ("city_justice", False), ("", True)):
        _, text = office.tokens.create(APPLICANT, "对接", ["cases.read"], organ=organ)
        token = office.tokens.holder(text)

        assert office.tokens.reaches(token, case) is reaches
        assert [row["case"] for row in office.list_cases(APPLICANT, organ=organ)] == ([case] if reaches else [])


@pytest.mark.parametrize("moment", MOMENTS)
def test_of_two_that_send_the_same_at_once_one_does_it_and_both_hear_of_it(premises: Premises, moment: str) -> None:
    case = submit(premises.open())
    task = task_of(premises.open(), case, "check_materials")
    command = Command(WINDOW, "a token", "k-1", "0" * 64)

    def accept(office: Office) -> None:
        shown = office.once(command, case, lambda asked: asked.complete_task(task, WINDOW, "accept"))
        assert shown["status"] == "accepted"

    came_out = Race(premises, moment).run(accept, accept)

    office = premises.open()
    assert came_out == ("done", "done")
    assert [entry["act"] for entry in office.show_record(case)].count("accept") == 1
    with office.place.database.reading() as connection:
        kept = questions.command(connection, WINDOW, "k-1")
    assert kept is not None
    assert office.verify_record().intact
