"""Two who act on the same case at the same moment, each with connections of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.errors import SealflowError
from engine.office import Office
from tests.boundaries import BEFORE_COMMIT, Ambush, is_a_write, watch
from tests.offices import Premises

Deed = Callable[[Office], object]

MOMENTS: dict[str, Callable[[str], bool]] = {
    "before it writes": is_a_write,
    "before it writes the row of its chain": lambda boundary: boundary.startswith(
        ("UPDATE cases", "INSERT INTO cases", "INSERT INTO ledgers")
    ),
    "before it commits": BEFORE_COMMIT.__eq__,
}


@dataclass
class Race:
    """One office twice: `first` is overtaken by `rival` at a chosen moment."""

    premises: Premises
    moment: str
    first: Office = field(init=False)
    rival: Office = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.rival = self.premises.open(), self.premises.open()

    def run(self, first: Deed, rival: Deed) -> tuple[str, str]:
        """How the two came out: "done", or the code of the refusal."""
        came_out: list[str] = []

        def strike() -> None:
            if self.moment == "before it writes":
                came_out.append(outcome(rival, self.rival))
                return
            about_to_write = threading.Event()
            watch(self.rival.place.database, lambda at: about_to_write.set() if is_a_write(at) else None)
            thread = threading.Thread(target=lambda: (came_out.append(outcome(rival, self.rival)), finished.set()))
            thread.start()
            started.append(thread)
            # A rival that is refused at once never writes.
            while not (about_to_write.wait(0.01) or finished.is_set()):
                pass

        started: list[threading.Thread] = []
        finished = threading.Event()
        ambush = Ambush(self.first.place.database, MOMENTS[self.moment], strike)
        mine = outcome(first, self.first)
        for thread in started:
            thread.join()
        assert ambush.times == 1, "the two did meet"
        return mine, came_out[0]


def outcome(deed: Deed, office: Office) -> str:
    """How a deed came out: "done", or the code of the refusal."""
    try:
        deed(office)
    except SealflowError as error:
        assert error.remedy
        return error.code
    return "done"
