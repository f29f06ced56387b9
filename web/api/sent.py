"""What goes into the API, key by key: a key that is not here is refused. What comes out is `web.api.shapes`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from web.api.shapes import AccountName, MatterCode, Text, Word

Answers = dict[str, JsonValue]
Revision = Annotated[
    int | None, Field(ge=0, le=2**31 - 1, description="The case's `revision` that this was decided on.")
]


class Given(BaseModel):
    """Part of a request: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid")


class File(Given):
    """A file for a material."""

    material: Word = Field(examples=["plan"])
    name: Annotated[str, StringConstraints(pattern=r"^[^\x00/\\]{1,200}$")] = Field(examples=["活动方案.pdf"])
    data: Base64Bytes = Field(description="The bytes of the file in base64.", examples=["JVBERi0xLjcK"])


class Application(Given):
    """An application: the answers to the matter's form `application`, and the materials."""

    matter: MatterCode = Field(examples=["street_use"])
    answers: Answers
    materials: list[File] = []
    applicant: AccountName | None = Field(default=None, description="For whom, where the asker may apply for others.")


class Completion(Given):
    """How a task is completed."""

    act: Word | Literal[""] = Field(default="", description="One of the task's `acts`.", examples=["accept"])
    answers: Answers = {}
    materials: list[File] = []
    note: Text = ""
    seen: Revision = None
    irregular: bool = Field(default=False, description="Do once more what may be done once; `note` says why.")


class Act(Given):
    """An act on the case itself."""

    answers: Answers = {}
    note: Text = ""
    seen: Revision = None


class Remark(Given):
    """What there is to say, kept in the history."""

    note: Text = ""


class Onward(Remark):
    """To whom a task goes."""

    to: AccountName


class Back(Remark):
    """To which step the case goes back."""

    step: Word


class MoreSigner(Remark):
    """Who signs, and where."""

    who: AccountName
    place: Literal["before", "beside", "after"] = "beside"


class LessSigner(Given):
    """Whose signature is done without."""

    who: AccountName


class Question(Given):
    """What is asked of a lane of the matter, a colleague or an expert, and until when."""

    to: AccountName
    question: Text
    by: date | None = None


Cursor = Annotated[str, StringConstraints(pattern=r"^[0-9]{0,18}$")]


class Stretch(Given):
    """From where to where calls are made again."""

    after: Cursor = Field(default="", description="Behind this cursor of the feed; empty: from the first event.")
    until: Cursor = Field(default="", description="Up to this one; empty: up to now.")
