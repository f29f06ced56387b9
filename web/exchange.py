"""A question or an answer as a page has sent it: taken, or kept to be mended."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData

from web.site import Visit


@dataclass(frozen=True, slots=True)
class Exchange:
    """What somebody wrote about a case. of: the number of the entry that it answers; None: it is a question."""

    text: str
    of: int | None = None

    @classmethod
    def of_form(cls, form: FormData) -> Exchange:
        """What the form has sent."""
        of = str(form.get("of", ""))
        return cls(str(form.get("text", "")).strip(), int(of) if of.isdecimal() else None)

    def write(self, visit: Visit, number: str) -> str:
        """Put it on record; what the visitor is told. Raises as `Office.ask_about` and `Office.answer_question`."""
        if self.of is None:
            visit.office.ask_about(number, visit.who.name, self.text)
            return visit.say("已发出，对方会收到通知；答复后会显示在这里。")
        visit.office.answer_question(number, visit.who.name, self.of, self.text)
        return visit.say("已答复，对方会收到通知。")


NOTHING = Exchange("")
"""Nothing was written."""
