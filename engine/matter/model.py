"""What a matter is: who does which step with which acts, in which time, and which papers come of it.

Plain data, immutable, shared by all cases of the same bundle. Made by `engine.matter.reader`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bpmn.dmn import Decisions
from bpmn.expressions import Expression
from bpmn.runner import Definition
from engine.authority import Account, Role, holds_a_role
from engine.deadlines import Limit
from engine.forms import Form
from engine.lifecycle import KINDS
from engine.matter.policies import Profile
from engine.slots import Slots
from engine.terms import BETWEEN_ORGANS, ActName, Audience, Titled, Unit


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure that may change, with the day from which it holds and where it stands."""

    id: str
    value: Any
    unit: str = ""
    since: str = ""
    source: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """A paper the applicant hands in: which kinds of file, how large."""

    id: str
    title: Titled
    required: bool
    kinds: tuple[str, ...]
    most_bytes: int
    source: str
    may_be_deferred: bool = False
    """A secondary material: the application can be accepted without it, to be supplied by a day (容缺受理)."""
    when: Expression | None = None
    """Over the answers of the application: asked of those for whom it holds; None: of everybody."""

    def is_owed(self, answers: Mapping[str, Any]) -> bool:
        """Whether an application with these answers must bring it. What was not answered reads as null."""
        return self.required and (self.when is None or self.when.holds({**dict.fromkeys(self.when.names), **answers}))


@dataclass(frozen=True, slots=True)
class Commitment:
    """What an applicant may promise (告知承诺): in place of a proof, or that a condition will be met."""

    id: str
    kind: Literal["proof", "condition"]
    title: Titled
    field: str
    """The field of the application, true or false, by which it is promised."""
    replaces: tuple[str, ...]
    """The materials that whoever promises need not hand in, and whoever does not must."""
    told: str
    """What the organ tells: the condition, and what follows from an untrue promise."""
    promised: str
    """What the applicant promises, in the first person."""
    check_days: int
    unit: Unit
    check_role: str
    """The lane that checks it after the decision."""
    source: str

    def is_made(self, answers: Mapping[str, Any]) -> bool:
        """Whether an application with these answers promises it."""
        return answers.get(self.field) is True


@dataclass(frozen=True, slots=True)
class Guide:
    """What the public is told of a matter beside its rules: who it is for, what one gets, what it costs."""

    who: Titled
    gives: Titled
    fee: Titled
    words: tuple[str, ...] = ()
    """Further words by which people look for it."""


UNAVAILABLE = "unavailable"
"""The opinion with which a step goes on that asked another system in vain."""


OPEN_CHILDREN, AWAIT_CHILDREN = "open_children", "await_children"
"""The services of joint handling: open the child cases, and go on once all of them have come out."""
ALL_GRANTED, NOT_ALL_GRANTED = "all_granted", "not_all_granted"
"""The opinions with which a step goes on that awaited child cases."""


@dataclass(frozen=True, slots=True)
class Child:
    """One of the matters that are handled jointly under a parent (行政许可法第二十六条第二款)."""

    name: str
    matter: str
    title: Titled
    required: bool = True
    """Without it the parent cannot be granted."""
    when: Expression | None = None
    """Over the parent's routing variables: whether a case needs it."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """The child's field → where the parent's application has the answer; of any other field: under the same name."""
    materials: Mapping[str, str] = field(default_factory=dict)
    """The child's material → the parent's; of any other: of the same name."""

    def answers_from(self, asked: Collection[str], application: Mapping[str, Any]) -> dict[str, Any]:
        """What the parent's application answers to the fields that the child asks."""
        places = {name: self.answers.get(name, name) for name in asked}
        found = {name: _at(application, place) for name, place in places.items()}
        return {name: value for name, value in found.items() if value is not None}

    def materials_from(self, asked: Collection[str]) -> dict[str, str]:
        """The parent's material for each that the child asks."""
        return {name: self.materials.get(name, name) for name in asked}


def _at(values: Any, place: str) -> Any:
    for key in place.split("."):
        values = values.get(key) if isinstance(values, Mapping) else None
    return values


@dataclass(frozen=True, slots=True)
class Step:
    """What a step of the diagram means in law: its acts (of the table) and opinions (the examiner's views)."""

    id: str
    role: Role
    title: Titled
    acts: tuple[str, ...] = ()
    opinions: Mapping[str, Titled] = field(default_factory=dict)
    form: str = ""
    """Name of the form to be answered; empty when there is none."""
    limit: str = ""
    planned_days: int = 0
    """Working days the organ gives itself for the step; 0: it does not say."""
    distinct_from: tuple[str, ...] = ()
    officers: int = 1
    service: str = ""
    ask: Mapping[str, str] = field(default_factory=dict)
    """What the other system named by `service` is told: its word → the fact that is sent."""
    tries: int = 3
    """Attempts to ask, before the process goes on with the opinion `unavailable`."""
    children: tuple[str, ...] = ()
    """Of a step that opens or awaits child cases: which; empty: all of the matter's."""
    collects: str = ""
    """Of a multi-instance step: the variable from which each instance's outcome is collected (outputDataItem)."""
    returns: tuple[str, ...] | None = None
    """The steps one may return to from it, the applicant's among them; None: every earlier one of officials that the
    law leaves open."""
    signers: tuple[str, ...] | None = None
    """The lanes whose officials may be added as signers; None: the step's own."""
    asks: tuple[str, ...] | None = None
    """The lanes that may be asked for an answer, and `outside`; None: every lane of officials."""
    withholds: tuple[str, ...] = ()
    """The verbs that people may not use at the step."""
    shows: tuple[str, ...] = ()
    """The facts that whoever is to do the step is shown with it: a person named sees nothing else of the case."""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What the step can be completed with."""
        return (*self.acts, *self.opinions)

    def variables(self, outcome: str) -> dict[str, str]:
        """The routing variables that completing the step with this outcome sets."""
        return {name: outcome for name in (self.id, self.collects) if name and outcome}


@dataclass(frozen=True, slots=True)
class CaseAct:
    """An act on the case that is no step of the diagram."""

    act: str
    roles: tuple[str, ...]
    form: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Sharing:
    """A register that knows answers of the application before anybody asks for them (共享数据优先)."""

    system: str
    ask: Mapping[str, str]
    """What the register is told: its word → the fact of the applicant that is sent."""
    fields: Mapping[str, str]
    """The answers it knows: field of the application → fact of its answer."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """By which act a case enters a proof into the register of needless proofs, and which answers of the step say so."""

    act: str
    proof: str
    instead: str


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """A paper this matter makes: after which act or in which step, from which text, under which seal."""

    kind: str
    title: Titled
    template: str
    letter: str
    organ: str
    """Slot of the organ that issues it."""
    seal: str
    on: tuple[str, ...] = ()
    step: str = ""
    when: Expression | None = None
    style: str = "letter"
    public: bool = False
    copies_to: tuple[str, ...] = ()
    audience: Audience = Audience.APPLICANT
    readers: tuple[str, ...] = ()
    """The lanes of people named who may read it, too."""
    holder: str = ""
    """The fact that is the number of whom it belongs to; empty: the applicant's."""
    valid_years: int = 0
    """How long it is in force; 0: as `valid_until` says."""
    valid_until: str = ""
    """The fact that is its last day; empty with no years: it does not expire."""
    makes: str = ""
    """What it makes of the paper of an earlier case that the matter is about: a standing; empty: nothing."""
    letters: Mapping[str, str] = field(default_factory=dict)
    """The letter of each organ that may issue it, where an answer chooses the organ."""


@dataclass(frozen=True, slots=True)
class About:
    """The paper of an earlier case that a matter is about: which answer names it, and what it must be."""

    paper: str
    """The field of the application that is its number."""
    kinds: tuple[str, ...]
    """The kinds of document that may be named."""
    renewal_days: int = 0
    """Of a renewal: so many days before the paper expires it must be asked for; 0: the matter renews nothing."""
    unregistered: bool = False
    """A number the register does not know is taken all the same: a paper older than the office."""
    holder: str = ""
    """The field of the application that is the number of whom the paper belongs to; empty: whoever applies."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An organ of a matter that an answer of the application chooses: the district it is handed in for, say."""

    field: str
    organs: Mapping[str, str]
    """The answer → the organ. What stands here under no answer has no organ in this office."""


@dataclass(frozen=True, slots=True)
class Alike:
    """When two cases of a matter say the same: which answers agree, and how far back that matters, in days."""

    fields: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of approval, as published under `fingerprint`."""

    code: str
    kind: str
    title: Titled
    version: str
    effective: str
    fingerprint: str
    basis: tuple[Mapping[str, str], ...]
    organs: Mapping[str, str]
    roles: Mapping[str, Role]
    parameters: Mapping[str, Parameter]
    limits: Mapping[str, Limit]
    materials: Mapping[str, Material]
    forms: Mapping[str, Form]
    steps: Mapping[str, Step]
    case_acts: Mapping[str, CaseAct]
    documents: Mapping[str, DocumentRule]
    remedies: Mapping[str, Any]
    templates: Mapping[str, str]
    decisions: Mapping[str, Decisions]
    """By the id of each decision: the file of tables that holds it."""
    definition: Definition
    guide: Guide
    item_code: str = ""
    about: About | None = None
    alike: Alike | None = None
    public_list: tuple[str, ...] = ()
    """Answers of the application, each chosen from a list, that everybody may read of every case; none: cases are
    listed nowhere in public."""
    opens: tuple[str, ...] = ()
    """The lanes of the officials that may open a case for somebody; the applicant may where the kind lets it."""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    """The slots whose organ an answer chooses; `organs` then has the first until one is chosen (`at`)."""
    lanes_at: Mapping[str, str] = field(default_factory=dict)
    """The slot of the organ to which each lane of officials belongs."""
    hides_applicant: tuple[str, ...] = ()
    """The lanes that handle a case without knowing whose it is, such as the unit that was complained of."""
    revokes: tuple[str, ...] = ()
    """The lanes that may revoke papers of their organ; none: those who sign for it."""
    commitments: Mapping[str, Commitment] = field(default_factory=dict)
    shared: Mapping[str, Sharing] = field(default_factory=dict)
    """The registers that are asked first, by the name of the system."""
    clears: Clearing | None = None
    """Of complaints about proofs: what is entered into the register; None: nothing is."""
    profile: Profile | None = None
    """The policy profile of its region; None where the matter reads none."""
    children: Mapping[str, Child] = field(default_factory=dict)
    """The matters handled jointly under this one."""
    slots: Slots | None = None
    """What an appointment takes up; None: this matter books nothing."""
    at_hall: bool = False
    """Its decisions are made at the service hall, with no more signatures than the region's policy lets there be."""
    uncovered: Mapping[str, str] = field(default_factory=dict)
    """Deciding flows that no example needs to take, each with the reason."""

    @property
    def home(self) -> str:
        """The organ whose cases they are: the one that accepts, else the first."""
        return self.organs.get("accepts", next(iter(self.organs.values())))

    def at(self, organs: Mapping[str, str]) -> Matter:
        """The matter in a case whose answers have chosen these organs, by slot; itself where none is chosen."""
        if not organs:
            return self
        roles = {
            lane: replace(role, organ=organs.get(self.lanes_at.get(lane, ""), role.organ))
            for lane, role in self.roles.items()
        }
        return replace(
            self,
            organs={**self.organs, **organs},
            roles=roles,
            steps={id: replace(step, role=roles.get(step.role.lane, step.role)) for id, step in self.steps.items()},
            documents={
                kind: replace(rule, letter=rule.letters.get(organs.get(rule.organ, ""), rule.letter))
                for kind, rule in self.documents.items()
            },
        )

    def organs_chosen(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """The organ of each slot that an application with these answers chooses; empty for an answer without one."""
        return {slot: one.organs.get(str(answers.get(one.field)), "") for slot, one in self.choices.items()}

    def promised(self, answers: Mapping[str, Any]) -> tuple[Commitment, ...]:
        """What an application with these answers promises."""
        return tuple(one for one in self.commitments.values() if one.is_made(answers))

    def asked_of(self, answers: Mapping[str, Any]) -> tuple[Material, ...]:
        """The materials that an application with these answers must bring; a promise stands for what it replaces."""
        made = {id for one in self.promised(answers) for id in one.replaces}
        replaceable = {id for one in self.commitments.values() for id in one.replaces}
        return tuple(
            material
            for material in self.materials.values()
            if (material.id in replaceable and material.id not in made) or material.is_owed(answers)
            if material.id not in made
        )

    @property
    def deferrable(self) -> frozenset[str]:
        """The materials without which an application can be accepted, to be supplied later."""
        return frozenset(material.id for material in self.materials.values() if material.may_be_deferred)

    def may_know_applicant(self, account: Account) -> bool:
        """Whether an official need know whose the case is: all need, where the matter hides the applicant from nobody.

        Else those who hold a role that it is not hidden from; who only looks on need not.
        Source: 个人信息保护法第六条、第三十四条 (what the duty needs).
        """
        knowing = [role for lane, role in self.roles.items() if lane not in self.hides_applicant]
        return not self.hides_applicant or holds_a_role(account, knowing)

    @property
    def most_signatures(self) -> int | None:
        """How many sign a decision at the most; None where it is not made at the hall."""
        return int(self.parameters["signatures_at_hall"].value) if self.at_hall else None

    def signs(self, step: Step) -> bool:
        """Whether what an official does at the step is a signature under the decision: an opinion, or the decision."""
        if step.role.who != "official":
            return False
        table = KINDS[self.kind]
        settled = any(table[act].decides or act in BETWEEN_ORGANS for act in step.acts if act in table)
        return settled or bool(step.opinions and not step.acts)

    def documents_on(self, act: str) -> tuple[DocumentRule, ...]:
        """The papers made after this act."""
        return tuple(rule for rule in self.documents.values() if act in rule.on)

    def tells(self, act: str) -> bool:
        """Whether the applicant is told of the act in a paper: the organ's decision, or an act with a letter."""
        settles = act in KINDS[self.kind] and KINDS[self.kind][act].settles
        return settles or any(rule.audience is Audience.APPLICANT for rule in self.documents_on(act))

    def is_wanted(self, rule: DocumentRule, variables: Mapping[str, Any]) -> bool:
        """Whether a paper's condition holds. A step that was not come to has no outcome: there it reads as null."""
        return rule.when is None or rule.when.holds({**dict.fromkeys(self.steps), **variables})

    def children_of(self, step: Step) -> tuple[Child, ...]:
        """The children that a step opens or awaits."""
        return tuple(child for child in self.children.values() if not step.children or child.name in step.children)

    def needs(self, child: Child, variables: Mapping[str, Any]) -> bool:
        """Whether a case with these routing variables has this child."""
        return child.when is None or child.when.holds({**dict.fromkeys(self.steps), **variables})

    def documents_in(self, step: str) -> tuple[DocumentRule, ...]:
        """The papers made in this step."""
        return tuple(rule for rule in self.documents.values() if rule.step == step)

    @property
    def named(self) -> tuple[Role, ...]:
        """The roles of people whom the answers of a case name."""
        return tuple(role for role in self.roles.values() if role.who == "named")

    def openers(self) -> tuple[Role, ...]:
        """The roles whose officials may open a case, as the matter says and its kind lets them."""
        return tuple(self.roles[lane] for lane in self.opens)

    def revokers(self, organ: str) -> tuple[Role, ...]:
        """The roles that may revoke a paper of the organ: those named, else whoever signs for it."""
        named = (self.roles[lane] for lane in self.revokes)
        return self.signers(organ) if not self.revokes else _officials_of(organ, named)

    def signers(self, organ: str) -> tuple[Role, ...]:
        """The roles that sign for the organ: who decides, or sends the case on to another organ."""
        table = KINDS[self.kind]
        signing = {act for act in table if table[act].settles} | BETWEEN_ORGANS
        return _officials_of(organ, (step.role for step in self.steps.values() if signing & set(step.acts)))

    def organs_of(self, limit: str) -> frozenset[str]:
        """The organs whose time a limit is: those with a step that offers an act by which it ends."""
        ends = self.limits[limit].ends
        return frozenset(s.role.organ for s in self.steps.values() if s.role.who == "official" and ends & set(s.acts))

    def holders(self) -> dict[str, frozenset[str]]:
        """The limits that are an organ's time, with the organs whose it is; none: whoever has the case.

        The others are the applicant's, or a wait that nobody can end before it is over.
        """
        whose = {name: self.organs_of(name) for name in self.limits}
        theirs = {act for step in self.steps.values() if step.role.is_outside for act in step.acts}
        return {
            name: organs
            for name, organs in whose.items()
            if (organs or not (self.limits[name].on_expiry or self.limits[name].ends & theirs))
            and not self._is_notice(name)
        }

    def _is_notice(self, limit: str) -> bool:
        """Whether its passing is what one waits for: a public notice."""
        expiry = self.limits[limit].on_expiry
        return expiry is not None and expiry.act == ActName.DELIVER

    def lanes_of(self, act: str) -> frozenset[str]:
        """The lanes that may do an act, at a step or on the case; of the act that opens it, those of officials."""
        by_case_act = self.case_acts[act].roles if act in self.case_acts else ()
        opening = self.opens if act == KINDS[self.kind].opening.name else ()
        at_steps = (step.role.lane for step in self.steps.values() if act in step.acts)
        return frozenset((*by_case_act, *opening, *at_steps))

    def parameter_values(self) -> dict[str, Any]:
        """Each parameter's figure by its id."""
        return {parameter.id: parameter.value for parameter in self.parameters.values()}


def _officials_of(organ: str, roles: Iterable[Role]) -> tuple[Role, ...]:
    """Those of the roles that officials of the organ hold, each once."""
    return tuple({role.lane: role for role in roles if role.who == "official" and role.organ == organ}.values())
