"""What comes out of the API, key by key: the shapes of the command line's `--json`, and nothing beside them.

A key that is not here leaves no answer. Days are ISO dates; instants are ISO with the office's offset.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from engine.terms import ActName, Outcome, Scope, Standing, Status

# ---- words -----------------------------------------------------------------------------------------------------------

AccountName = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._@-]{0,119}$")]
MatterCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,119}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[^\W\d]\w{0,119}$")]
"""The id of a step, an act, an opinion or a lane, as the matter writes it."""
Language = Literal["zh", "en"]
Extra = dict[str, Any]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=20_000)]


class Shape(BaseModel):
    """Part of an answer."""

    model_config = ConfigDict(extra="ignore", serialize_by_alias=True)


class Titled(Shape):
    """What something is called."""

    zh: str = Field(examples=["申请表"])
    en: str = Field(examples=["Application"])


# ---- refusals --------------------------------------------------------------------------------------------------------


class WrongAnswer(Shape):
    """One thing that is wrong with what was sent."""

    path: str = Field(description="Where: the path of an answer, or of the part of the request.", examples=["when"])
    code: str = Field(examples=["FORM-REQUIRED"])
    message: Titled


class Problem(Shape):
    """Why something was not done, by RFC 9457. Programs rely on `code`; the words may improve."""

    type: str = Field(description="Where the code is explained.", examples=["/api#TASK-DONE"])
    title: str = Field(description="What happened, in the language asked for.")
    status: int = Field(description="The HTTP status.", examples=[409])
    detail: str = Field(description="What happened here, with the values.")
    code: str = Field(description="The stable name of what happened; docs/errors.md has all.", examples=["TASK-DONE"])
    remedy: str = Field(description="What to do.")
    source: str = Field(default="", description="The article or standard behind it, where there is one.")
    problems: list[WrongAnswer] = Field(default=[], description="Each thing that is wrong with what was sent.")
    incident: str = Field(default="", description="Of a mistake of ours: the number that leads to the log.")


# ---- matters ---------------------------------------------------------------------------------------------------------


class ListedMatter(Shape):
    """A published matter."""

    code: str = Field(examples=["law_firm_establish"])
    title: str = Field(examples=["律师事务所设立许可"])
    version: str = Field(examples=["2026.1"])
    kind: str = Field(description="By which table of acts its cases are handled.", examples=["approval"])


class Material(Shape):
    """A paper that is handed in with an application."""

    id: str = Field(examples=["articles_of_association"])
    title: Titled
    required: bool
    conditional: bool = Field(description="Asked only of those whose answers fulfil a condition.")
    kinds: list[str] = Field(description="The kinds of file that are taken.", examples=[["pdf", "jpeg"]])
    most_bytes: int = Field(examples=[20_000_000])
    source: str


class Limit(Shape):
    """A limit of the law, or one that the organ gives itself."""

    id: str
    title: Titled
    days: int
    unit: str = Field(examples=["working_day"])
    source: str


class FormName(Shape):
    """A form of a matter; its JSON Schema is under `forms/NAME`."""

    name: str = Field(examples=["application"])
    title: Titled


class Matter(ListedMatter):
    """What a matter asks for and gives."""

    called: Titled
    effective: str = Field(description="The day from which this version holds.", examples=["2026-01-01"])
    organs: dict[str, str] = Field(description="Which organ does what.", examples=[{"accepts": "district_justice"}])
    materials: list[Material]
    limits: list[Limit]
    forms: list[FormName]


class PublicFigures(Shape):
    """What everybody may know of the cases of a matter."""

    matter: str
    received: int
    closed: int
    being_handled: int
    others: int
    others_by_status: dict[str, int]


# ---- cases -----------------------------------------------------------------------------------------------------------


class ListedCase(Shape):
    """A case in a list."""

    case: str = Field(examples=["20260302-7K4M2Q"])
    matter: str
    title: str
    status: Status
    opened_at: str = Field(examples=["2026-03-02T09:30:00+08:00"])
    closed_at: str | None
    cursor: str = Field(description="What `after` takes to go on behind this one.")


class OpenItem(Shape):
    """Something that a correction notice opened again."""

    item: str
    kind: Literal["field", "material"]
    title: str


class ShownFact(Shape):
    """A fact of the case that whoever does a task is told."""

    fact: str
    label: str
    value: JsonValue


class CaseTask(Shape):
    """An open task of a case, as far as the asker may know of it."""

    task: str
    short: str
    step: str
    title: str
    role: str
    organ: str
    assignee: str | None
    due: str | None
    promised: str | None
    light: str | None
    acts: list[str]
    yours: bool = Field(description="Whether it is the asker's to do.")
    asks: bool = Field(description="Whether it has a form.")
    lane: str = Field(description="Of a task of somebody whom the application names: as whom.")
    open: list[OpenItem] = []
    shown: list[ShownFact] = []
    part: str = ""
    place: str = ""
    asked_by: str = ""
    delegated_by: str = ""
    on_behalf: str = ""
    signed: str = ""
    told_on: str = ""


class Clock(Shape):
    """A limit at work in a case, with how its last day came about."""

    name: str
    title: str
    started: str
    due: str
    promised: str
    state: str
    overdue: bool
    remaining: int | None = Field(description="Working days left; null when it does not go.")
    provisional: bool
    light: str | None
    explanation: str


class Document(Shape):
    """A sealed document."""

    number: str = Field(examples=["示市审受字〔2026〕1号"])
    kind: str
    title: str
    date: str
    code: str = Field(description="The verification code printed on it.", examples=["K7M2-94QX-1D3F-8ZAB"])
    status: Standing
    since: str | None
    valid_until: str | None
    changed_by: str | None
    sha256: str
    bytes: int
    style: str = ""


class Hindrance(Shape):
    """What could not be made or sent, and waits for the operator."""

    what: str
    title: str
    since: str
    told: str
    error: str


class AnsweredField(Shape):
    """An answer."""

    name: str
    label: Titled
    value: JsonValue


class AnsweredForm(Shape):
    """What was last answered to a form."""

    form: str
    step: str
    title: str
    by: str
    at: str
    fields: list[AnsweredField]


class HandedIn(Shape):
    """A file handed in."""

    material: str
    title: str
    name: str
    kind: str
    bytes: int
    sha256: str
    by: str
    at: str
    scan: str | None = Field(description="What a virus scanner said of it; null where the office has none.")


class Entry(Shape):
    """An entry of the history: an act, an opinion, something that people arranged. Some acts say more."""

    model_config = ConfigDict(extra="allow")

    number: int
    at: str
    actor: str
    act: str
    note: str
    title: str = Field(default="", description="What was done, in words.")
    step_title: str = ""


class Download(Shape):
    """A download of a document, or an attempt."""

    at: str
    actor: str
    act: str
    number_of: str = ""


class Shared(Shape):
    """What a register said of an answer, beside what the applicant said."""

    system: str
    at: str
    field: str
    label: Titled
    register_: JsonValue = Field(alias="register")
    applicant: JsonValue
    agrees: bool


class Promise(Shape):
    """Something promised in place of a proof."""

    commitment: str
    title: Titled
    state: str
    made_on: str
    check_by: str | None
    settled_on: str | None
    proofs_due: list[str]


class Child(Shape):
    """A child case of a joint application."""

    child: str
    title: str
    case: str
    matter: str
    organ: str
    status: Status
    outcome: str


class Alike(Shape):
    """Another case that says the same."""

    case: str
    status: Status
    same_applicant: bool
    opened_at: str


class Case(Shape):
    """A case, as far as the asker may see it, with the newest entries of its history."""

    case: str = Field(examples=["20260302-7K4M2Q"])
    id: str
    matter: str
    title: str
    called: str
    version: str
    revision: int = Field(description="How many acts there were; send it as `seen` to act on what you have seen.")
    status: Status
    outcome: Outcome | Literal[""]
    failure: str
    light: str | None
    applicant: str
    named: list[str] = Field(description="As whom the application names the asker, lane by lane.")
    opened_at: str
    closed_at: str | None
    parent: str | None
    children: list[Child]
    tasks: list[CaseTask]
    clocks: list[Clock]
    documents: list[Document]
    hindered: list[Hindrance]
    answers: list[AnsweredForm]
    materials: list[HandedIn]
    history: list[Entry]
    downloads: list[Download]
    shared: list[Shared]
    promises: list[Promise]
    alike: list[Alike]
    may: list[ActName] = Field(description="The acts on the case that the asker may do now.")


class OpenedCase(Case):
    """A case just opened, with its receipt when that could be sealed at once."""

    receipt: Document | None


class LeftCase(Shape):
    """A case that the asker had a part in and may not see: what was asked is done."""

    case: str
    id: str
    tasks: list[CaseTask] = Field(max_length=0)


# ---- tasks -----------------------------------------------------------------------------------------------------------


class ListedTask(Shape):
    """A task that the asker may do."""

    task: str
    case: str
    step: str
    title: str
    role: str
    assignee: str | None
    due: str | None
    overdue: bool
    opened_at: str
    cursor: str
    short: str
    part: str = ""
    place: str = ""
    asked_by: str = ""
    delegated_by: str = ""
    on_behalf: str = ""
    signed: str = ""
    told_on: str = ""


class Task(CaseTask):
    """A task, with its question if it is one."""

    case: str
    matter: str
    question: str


class Colleague(Shape):
    """Somebody a task may be given to."""

    account: str
    person: str


class EarlierStep(Shape):
    """A step to which the case may be sent back."""

    step: str
    title: str
    role: str


class Verb(Shape):
    """What may be done with a task; why not, where it is not possible; among whom one chooses, where one does."""

    verb: str = Field(examples=["transfer"])
    title: str
    possible: bool
    code: str = ""
    why: str = ""
    people: list[Colleague] = []
    steps: list[EarlierStep] = []
    places: list[str] = []
    lanes: list[str] = []
    signers: list[str] = []


# ---- verification, statistics ----------------------------------------------------------------------------------------


class RegisteredDocument(Shape):
    """What the register says of a document: what the paper shows, and how it stands."""

    number: str
    title: str
    date: str
    organ: str
    status: Standing
    since: str | None
    valid_until: str | None
    sha256: str


class Check(Shape):
    """One of the checks of a file."""

    number: int
    name: str
    passed: bool | None
    title: str
    detail: str


class FileDocument(Shape):
    """Which document a file is; empty when it is none of ours."""

    number: str | None = None
    title: str | None = None
    date: str | None = None
    organ: str | None = None
    source: str | None = None
    status: str | None = None
    since: str | None = None
    valid_until: str | None = None


class FileSeal(Shape):
    """The seal that a file bears; empty when it bears none."""

    name: str | None = None
    organ: str | None = None
    x509_sha256: str | None = None
    claimed_at: str | None = None


class Verdict(Shape):
    """What can be said of a file that claims to be a document."""

    verdict: str = Field(examples=["valid", "altered"])
    summary: str
    sha256: str
    fault: bool
    checks: list[Check]
    document: FileDocument
    seal: FileSeal


class Days(Shape):
    """Working days that cases took."""

    p50: int | None
    p90: int | None
    most: int | None


class InTime(Shape):
    """The share that came out in time; null when nothing came out."""

    promised: float | None
    law: float | None


class Counted(Shape):
    """Figures of some cases."""

    received: int
    ended: int
    outcomes: dict[str, int]
    days: Days
    in_time: InTime
    irregular: int
    in_hand: dict[str, int]


class CountedRow(Counted):
    """Figures of one organ, matter or month."""

    organ: str | None = None
    matter: str | None = None
    month: str | None = None


class Figures(Shape):
    """Figures of the cases that the asker supervises."""

    rows: list[CountedRow]
    total: Counted


class Event(Shape):
    """Something that happened in a case: an entry of its history."""

    cursor: str = Field(examples=["1042"])
    case: str
    matter: str
    title: str
    entry: Entry


class Events(Shape):
    """A stretch of the feed."""

    events: list[Event]
    cursor: str = Field(description="What `after` takes to go on; it comes also when nothing happened.")
    more: bool = Field(description="Whether there is more already; otherwise ask again in a while.")


class Webhook(Shape):
    """A system that is called after acts."""

    webhook: str = Field(examples=["exchange"])
    url: str
    acts: list[str] = Field(description="The acts it hears of; empty: all that the applicant is told of.")
    account: str


class Replayed(Shape):
    """How many calls are made again."""

    webhook: str
    calls: int
    cursor: str = Field(description="Up to where.")


class WhoAmI(Shape):
    """Whose token it is, and for what."""

    account: str
    person: str
    kind: str
    organ: str
    roles: list[str]
    token: str
    bound_to: str = Field(description="The organ whose cases the token reaches; empty: all that the account may see.")
    scopes: list[Scope]
