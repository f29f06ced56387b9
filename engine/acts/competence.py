"""Who may touch the time of a case: the organ whose time it is stops it and lets it go on, one role alone extends it.

Holding a role of the matter is asked before; here it is asked whose clock runs now.
Source: 行政许可法第四十二条、第四十五条.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.authority import Account, NotYours, may_act
from engine.case import Case
from engine.deadlines import Clock
from engine.matter.model import Matter
from engine.terms import ActName


def may_touch_time(account: Account, act: str, case: Case, matter: Matter, limit: str = "") -> None:
    """Raises NotYours when the act stops, goes on with or extends a clock that is not this account's to touch.

    limit: the one to be extended, where the act or the answers name it.
    """
    if act in (ActName.SUSPEND, ActName.RESUME):
        running = [clock for clock in case.clocks() if clock.going and matter.limits[clock.limit].pausable]
        organs = _organs(running, matter)
        if organs and account.organ not in organs:
            raise NotYours(account.name, f"{act} the case {case.number}", f"officials of {', '.join(organs)}")
    elif act == ActName.EXTEND:
        for clock in case.clocks():
            role = matter.limits[clock.limit].extend_role
            if clock.going and role and limit in ("", clock.limit):
                may_act(
                    account, matter.roles[role], applicant=case.applicant, agent=case.agent,
                    named=case.record.named, what=f"extend {clock.limit} in {case.number}",
                )  # fmt: skip


def _organs(clocks: Iterable[Clock], matter: Matter) -> list[str]:
    return sorted({organ for clock in clocks for organ in matter.organs_of(clock.limit)})
