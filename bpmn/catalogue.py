"""Every rule a diagram is held to: its code, how grave a breach is, what to do, and where it comes from.

A table only; `bpmn.document`, `bpmn.reader`, `bpmn.repairs` and `bpmn.rules` find the breaches. The same table prints
the page of rules in `docs/` and tells the tests which right and wrong diagrams they owe.

An *error* keeps the diagram from running. A *warning* names something that would do more elsewhere than here, or that
most likely was meant otherwise. A *notice* names what was repaired to BPMN's meaning, or has no use here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bpmn.errors import Finding, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `remedy` holds for most breaches; a finding may carry a more exact one."""

    code: str
    severity: Severity
    says: str
    remedy: str
    source: str


def _error(code: str, says: str, remedy: str, source: str = "BPMN 2.0.2") -> Rule:
    return Rule(code, "error", says, remedy, source)


def _warning(code: str, says: str, remedy: str, source: str = "BPMN 2.0.2") -> Rule:
    return Rule(code, "warning", says, remedy, source)


def _notice(code: str, says: str, remedy: str, source: str = "BPMN 2.0.2") -> Rule:
    return Rule(code, "notice", says, remedy, source)


_ROWS = (
    # The file
    _error("BPMN-EMPTY", "The file holds something.", "Export the diagram again; the file is empty.", "XML 1.0 §2.1"),
    _error("BPMN-TOO-LARGE", "The file keeps within the limits of size, elements and depth.",
           "Split the diagram into processes that call one another, or take embedded pictures out.", "Sealflow"),
    _error("BPMN-NOT-XML", "The file is well-formed XML.",
           "Export the diagram again from its editor; do not edit the XML by hand.", "XML 1.0 §2.1"),
    _error("BPMN-DOCTYPE", "The file has no document type declaration and defines no entities.",
           "Take the <!DOCTYPE …> out; no BPMN editor writes one.", "OWASP XML External Entity Prevention"),
    _error("BPMN-NAMESPACE", "The root is `definitions` of BPMN 2.0.",
           "Export as BPMN 2.0 XML (namespace http://www.omg.org/spec/BPMN/20100524/MODEL).", "BPMN 2.0.2 §15.3"),
    _error("BPMN-EXTENSION", "No extension insists on being understood.",
           "Take the extension out, or set mustUnderstand to false if it only decorates.", "BPMN 2.0.2 §8.3.3"),
    _error("BPMN-NO-PROCESS", "There is a process with something in it.",
           "Draw a process: a start event, steps, an end event.", "BPMN 2.0.2 §10"),
    _warning("BPMN-PROCESS-LEFT-OUT", "The file holds one process to run.",
             "Nothing to do if that pool only shows the other side; otherwise give it a file of its own.",
             "BPMN 2.0.2 §9.3"),
    _notice("BPMN-NOT-EXECUTABLE", "The process is marked as executable.",
            "Set isExecutable to true once the diagram is meant to run.", "BPMN 2.0.2 §10.2"),
    # Elements
    _error("BPMN-UNSUPPORTED", "Every element can be run with its BPMN meaning.",
           "Draw it with the elements that are run.", "BPMN 2.0.2 §2"),
    _error("BPMN-UNKNOWN-ELEMENT", "Every element is one of BPMN 2.0 and stands where BPMN allows it.",
           "Draw the element again in a BPMN editor, or take it out.", "BPMN 2.0.2 §15.3"),
    _error("BPMN-ID-DUPLICATE", "No two elements have the same id.",
           "Give one of them another id; conditions, forms and matters refer to steps by it.", "BPMN 2.0.2 §8.3.1"),
    _notice("BPMN-ID-MISSING", "Every element has an id.",
            "Give it an id that is a word; the one made up changes when the drawing does.", "BPMN 2.0.2 §8.3.1"),
    _error("BPMN-REFERENCE", "What an element refers to is in the file.",
           "Draw the missing element, or take the reference out.", "BPMN 2.0.2 §15.3.2"),
    _warning("BPMN-NOT-RUN", "Every element drawn has a use when the process runs.",
             "Nothing to do if it only informs the reader; otherwise say it with a step or a condition."),
    _warning("BPMN-VENDOR-CODE", "The diagram asks for nothing that only another engine does.",
             "Draw it as a step: a service task for code, a script task for a variable.", "Sealflow"),
    _notice("BPMN-VENDOR-HINT", "Extensions have a use here.",
            "Nothing to do; it is kept in the file and not used.", "Sealflow"),
    # Sequence flows
    _error("BPMN-FLOW-SCOPE", "A sequence flow stays within its process or subprocess.",
           "End the flow at the subprocess itself; between pools use messages.", "BPMN 2.0.2 §8.3.13"),
    _notice("BPMN-FLOW-MOVED", "A sequence flow is kept where its ends stand.",
            "Nothing to do; it was read as belonging to its ends' subprocess.", "BPMN 2.0.2 §8.3.13"),
    _error("BPMN-FLOW-DIRECTION", "Nothing flows into a start or boundary event, or out of an end event.",
           "Turn the flow round, or use an intermediate event.", "BPMN 2.0.2 §10.5"),
    _error("BPMN-CONDITION-PLACE", "A condition stands where it is evaluated: after an activity or a deciding gateway.",
           "Put an exclusive gateway there and the condition on its outgoing flow.", "BPMN 2.0.2 §8.3.13"),
    _notice("BPMN-CONDITION-EMPTY", "A condition says something.",
            "Write the condition or take the empty element out; it was read as none.", "BPMN 2.0.2 §8.3.13"),
    _error("BPMN-DEFAULT", "A default flow leaves its own element and has no condition.",
           "Mark one outgoing flow without a condition as the default.", "BPMN 2.0.2 §8.3.13"),
    _notice("BPMN-SPLIT-IMPLICIT", "Where a path divides there is a gateway.",
            "Draw the gateway; the same one was put in here.", "BPMN 2.0.2 §8.3.13"),
    # Gateways
    _error("BPMN-GATEWAY-UNDECIDED", "An exclusive gateway can tell its flows apart.",
           "Give every outgoing flow but one a condition, and mark that one as the default.", "BPMN 2.0.2 §10.6.2"),
    _notice("BPMN-GATEWAY-DEFAULT-IMPLICIT", "The flow taken when nothing else applies is marked as the default.",
            "Mark it as the default flow; it was read so.", "BPMN 2.0.2 §10.6.2"),
    _notice("BPMN-GATEWAY-FLOW-ALWAYS", "Every flow of an inclusive gateway has a condition.",
            "Write the condition true if the flow is always taken; it was read so.", "BPMN 2.0.2 §10.6.3"),
    _error("BPMN-GATEWAY-END", "A gateway leads somewhere.",
           "Draw the flow out of the gateway, or end the paths before it in end events.", "BPMN 2.0.2 §10.6"),
    _error("BPMN-GATEWAY-EVENTS", "After an event-based gateway stand events to wait for, reached from it alone.",
           "Let each flow lead to a catching message or timer event, or to a receive task.", "BPMN 2.0.2 §10.6.6"),
    _notice("BPMN-GATEWAY-NO-DEFAULT", "A deciding gateway has a default flow.",
            "Mark a default flow, unless the conditions cover every case; otherwise a case can stop there.",
            "BPMN 2.0.2 §10.6.2"),
    # Events
    _error("BPMN-START-SEVERAL", "A subprocess has one start event.",
           "Keep one start event; let a gateway after it choose.", "BPMN 2.0.2 §10.5.2"),
    _warning("BPMN-START-OTHER", "A process has one start event.",
             "Nothing to do if it is another way to begin; a case is opened by the plain start event, else the first.",
             "BPMN 2.0.2 §10.5.2"),
    _error("BPMN-START-NONE", "A process or subprocess has a beginning.",
           "Draw a start event and a flow from it to the first step.", "BPMN 2.0.2 §10.5.2"),
    _notice("BPMN-START-IMPLICIT", "The beginning is drawn as a start event.",
            "Draw the start event; one was put before every step nothing leads to.", "BPMN 2.0.2 §10.5.2"),
    _notice("BPMN-START-MESSAGE", "A process starts with a plain start event.",
            "Nothing to do; opening a case counts as the event.", "BPMN 2.0.2 §10.5.2"),
    _notice("BPMN-END-IMPLICIT", "Every path ends in an end event.",
            "Draw the end event; one was put in.", "BPMN 2.0.2 §10.5.3"),
    _error("BPMN-EVENT-EMPTY", "A catching event says what it waits for.",
           "Give it a message or a timer.", "BPMN 2.0.2 §10.5.4"),
    _error("BPMN-LINK", "Every throwing link event has one catching link event of its name in the same process.",
           "Give both the same link name, or draw the flow itself.", "BPMN 2.0.2 §10.5.5"),
    _error("BPMN-EVENT-SUBPROCESS", "An event subprocess has one start event, which says by which event it begins.",
           "Give it one start event with a message, timer, signal, condition, error or escalation.",
           "BPMN 2.0.2 §10.3.5"),
    _notice("BPMN-CODE-UNDEFINED", "An error or escalation that an event names is defined in the file.",
            "Define it with its code; the name was read as the code.", "BPMN 2.0.2 §8.4.4"),
    _warning("BPMN-ERROR-UNCAUGHT", "What is thrown as an error is caught around it.",
             "Catch it on the boundary of the subprocess or in an event subprocess; else the case ends as failed.",
             "BPMN 2.0.2 §10.5.1"),
    _error("BPMN-CANCEL", "A cancel event ends a transaction, and stands on its boundary to say how it goes on.",
           "Put the cancel end event into a transaction and a cancel event on the transaction's boundary.",
           "BPMN 2.0.2 §10.5.1"),
    _error("BPMN-COMPENSATION", "What is to be undone has one activity associated with it that does so.",
           "Draw an association from the boundary event to the one activity marked as compensation.",
           "BPMN 2.0.2 §10.7"),
    _warning("BPMN-MESSAGE-UNNAMED", "A message or signal event names its message or signal.",
             "Name it; until then the element's id serves as its name.", "BPMN 2.0.2 §10.5.5"),
    _error("BPMN-MESSAGE-NAME", "A message's name is fixed when the diagram is read.",
           "Write the name itself, not an expression.", "BPMN 2.0.2 §8.4.11"),
    _error("BPMN-TIMER", "A timer has one ISO 8601 date, duration or cycle, or an expression that gives one.",
           "Write PT2H, P10D, 2026-03-02T09:00:00, R3/P1D, or a variable that holds such a text.",
           "BPMN 2.0.2 §10.5.5; ISO 8601-1"),
    _notice("BPMN-TIMER-QUOTED", "A timer's text is written without quotation marks.",
            "Take the quotation marks out; it was read without.", "BPMN 2.0.2 §10.5.5"),
    _warning("BPMN-TIMER-ONCE", "A repeating timer stands where it can repeat.",
             "Use a duration; only the first occurrence counts here.", "BPMN 2.0.2 §10.5.5"),
    _error("BPMN-BOUNDARY", "A boundary event is attached to an activity of its own process or subprocess.",
           "Attach the event to the activity it watches.", "BPMN 2.0.2 §10.5.4"),
    # Activities
    _warning("BPMN-SERVICE-UNNAMED", "A service task names its service.",
             "Write the service's name into `implementation`.", "BPMN 2.0.2 §10.3.3"),
    _notice("BPMN-SERVICE-FOREIGN", "A service is named by a word, not by another engine's code.",
            "Write the service's name into `implementation`; code is never run, the text was read as a name.",
            "Sealflow"),
    _error("BPMN-SCRIPT", "A script consists of lines `name = expression`.",
           "Write one assignment a line, or use a service task.", "Sealflow"),
    _warning("BPMN-SCRIPT-EMPTY", "A script task does something.",
             "Write the script, or take the task out.", "BPMN 2.0.2 §10.3.3"),
    _error("BPMN-CALL", "A call activity names the process it calls.",
           "Write the process's id into calledElement.", "BPMN 2.0.2 §10.3.6"),
    _error("BPMN-CALL-MISSING", "The process that is called is there.",
           "Add the called process to the file, or its diagram to the matter.", "BPMN 2.0.2 §10.3.6"),
    _error("BPMN-CALL-CIRCLE", "A process does not call itself, directly or through others.",
           "Draw the repetition as a loop in one process.", "BPMN 2.0.2 §10.3.6"),
    _error("BPMN-LOOP", "A multi-instance activity says how often, or over which list, and what it collects.",
           "Give loopCardinality, or loopDataInputRef with inputDataItem; name both halves of an output.",
           "BPMN 2.0.2 §13.3.7"),
    _error("BPMN-REPETITION", "A repeated activity says how long: by a condition, by a number of rounds, or both.",
           "Give a loopCondition, or a loopMaximum of 1 or more.", "BPMN 2.0.2 §13.3.6"),
    _error("BPMN-AD-HOC", "In an ad-hoc subprocess stand activities; it begins and ends by itself.",
           "Take the start and end events out, or make it an ordinary subprocess.", "BPMN 2.0.2 §10.3.5"),
    _warning("BPMN-LOOP-FORGETS", "What the instances of a multi-instance step answer is collected.",
             "Name a list in loopDataOutputRef and the answer in outputDataItem, so that conditions can count.",
             "BPMN 2.0.2 §13.3.7"),
    _warning("BPMN-SUBPROCESS-EMPTY", "A subprocess has something in it.",
             "Draw its steps; until then a case passes through it at once.", "BPMN 2.0.2 §10.3.5"),
    _warning("BPMN-LANE", "Where there are lanes, every person's step stands in one, and lanes name steps that exist.",
             "Move the step into the lane of the role that does it.", "BPMN 2.0.2 §10.8"),
    # Meaning
    _error("BPMN-EXPRESSION", "Conditions, scripts and multi-instance figures are written in the language.",
           "Use names, values, comparisons, and/or/not, + - * / % and the listed functions.", "BPMN 2.0.2 §8.4.6"),
    _notice("BPMN-LANGUAGE", "Expressions and scripts are in the language of conditions.",
            "Nothing to do if it says the same in both; it was read as the language of conditions.",
            "BPMN 2.0.2 §8.4.6"),
    _warning("BPMN-CONDITION-CONSTANT", "A condition depends on something.",
             "Ask for a variable, or take the flow or the condition away.", "BPMN 2.0.2 §8.3.13"),
    _warning("BPMN-CONDITION-TWICE", "No two flows of an exclusive gateway have the same condition.",
             "Change one of the conditions; the later flow is never taken.", "BPMN 2.0.2 §10.6.2"),
    _error("BPMN-NAME-RESERVED", "A variable's name is a word of its own.",
           "Use another name; words of the language and nrOfInstances and its kin are taken.", "BPMN 2.0.2 §13.3.7"),
    _error("BPMN-UNREACHABLE", "Every step can be reached from the start.",
           "Draw a flow to it, or take it out.", "BPMN 2.0.2 §10.5.2"),
    _error("BPMN-ENDLESS", "From every step the end can be reached.",
           "Draw a way out of the loop.", "BPMN 2.0.2 §10.5.3"),
    _error("BPMN-JOIN-STARVES", "A parallel join gets a token on each of its flows.",
           "Join alternative paths with an exclusive gateway.", "BPMN 2.0.2 §10.6.4"),
    _warning("BPMN-JOIN-DOUBTFUL", "The paths a parallel join brings together parted at a parallel gateway.",
             "Join alternative paths with an exclusive gateway.", "BPMN 2.0.2 §10.6.4"),
    # The checking itself
    _error("BPMN-CHECK-STOPPED", "Reading and checking take less than the time and memory allowed.",
           "Make the diagram smaller; if it is small, send it to the makers of Sealflow.", "Sealflow"),
)  # fmt: skip

RULES = {rule.code: rule for rule in _ROWS}

QUESTIONS = frozenset(
    (
        "BPMN-GATEWAY-UNDECIDED", "BPMN-EXPRESSION", "BPMN-SCRIPT", "BPMN-TIMER", "BPMN-CALL", "BPMN-CALL-MISSING",
        "BPMN-LOOP", "BPMN-REPETITION", "BPMN-EVENT-EMPTY", "BPMN-MESSAGE-NAME",
    )
)  # fmt: skip
"""Errors that ask the designer for something a drawing may leave open: it can be played, but not published."""


class Report:
    """The findings about one file, as they are made; `rules` is the table they are breaches of."""

    def __init__(self, findings: Iterable[Finding] = (), rules: Mapping[str, Rule] = RULES) -> None:
        self.findings = list(findings)
        self._rules = rules

    def add(self, code: str, message: str, element: str, line: int = 1, *, remedy: str = "") -> None:
        """Record a breach of the rule `code`; an unknown code is a KeyError."""
        rule = self._rules[code]
        self.findings.append(Finding(code, rule.severity, message, remedy or rule.remedy, element, line))

    @property
    def has_errors(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)

    def sorted(self) -> tuple[Finding, ...]:
        """By line, errors first within a line, each remark once."""
        grave = {"error": 0, "warning": 1, "notice": 2}
        return tuple(sorted(dict.fromkeys(self.findings), key=lambda f: (f.line, grave[f.severity], f.code)))
