"""An office with more papers than the small matter has by itself: two in one step, and one after delivery."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.office import Office
from tests.offices import Premises, matter_files

_MORE = """
  place_notice:
    step: make_documents
    when: decide == "grant"
    template: result_grant.md
    title: {zh: 公共场地临时使用公告, en: notice put up at the place}
    letter: 示市审告
    organ: decides
    seal: licence
  proof_of_service:
    on: deliver
    template: letter_receipt.md
    title: {zh: 送达回证, en: proof of service}
    letter: 示市审送
    organ: decides
    seal: acceptance

remedies:
"""


@pytest.fixture
def office(premises: Premises) -> Office:
    """An open office in which a decision brings two documents and its delivery a third."""
    files = dict(matter_files("starter"))
    files["matter.yaml"] = files["matter.yaml"].replace(b"\nremedies:\n", _MORE.encode(), 1)
    premises.clock.set(premises.clock() + timedelta(minutes=1))
    office = premises.open()
    office.publish(files)
    return office
