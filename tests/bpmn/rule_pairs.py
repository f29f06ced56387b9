"""A wrong and a right diagram for every rule a diagram is held to, and for every property of a sound process.

The tests hold each rule against its pairs; docs/rules-in-pictures.md shows the first that can be drawn.
"""

# fmt: off

from __future__ import annotations

from dataclasses import dataclass

from tests.bpmn.drawing import (
    CANCEL,
    ad_hoc,
    boundary,
    call,
    catch,
    compensation,
    complex_,
    condition,
    drawn,
    each,
    end,
    error,
    events,
    exclusive,
    inclusive,
    link,
    message,
    node,
    on_event,
    parallel,
    process,
    receive,
    repeated,
    script,
    service,
    signal,
    start,
    subprocess,
    throw,
    timer,
    transaction,
    undone,
    user,
)

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
LINE = "s>a; a>e"
THREE = (start(), user("a"), end())
RIGHT = drawn(*THREE, flows=LINE)


@dataclass(frozen=True)
class Pair:
    """A diagram that breaches a rule, the element the breach is at, and the same put right."""

    code: str
    wrong: bytes
    element: str
    right: bytes = RIGHT
    severity: str = "error"
    """Of a property of a sound process: what is certain is an error, what hangs on a condition less."""


def beside(text: str) -> bytes:
    """The right diagram with something before its process."""
    return RIGHT.replace(b"<bpmn:process", text.encode() + b"<bpmn:process", 1)


def inside(text: str) -> bytes:
    """The right diagram with something in its process."""
    return RIGHT.replace(b"</bpmn:process>", text.encode() + b"</bpmn:process>", 1)


def only(nodes: str, flows: str = LINE, **more: tuple[str, ...]) -> bytes:
    """A start, what is given, an end, and flows."""
    return drawn(start(), nodes, end(), flows=flows, messages=("m",), **more)


def event_definition(name: str) -> str:
    return f"<bpmn:{name}/>"


CHOICE = exclusive("g") + user("a") + user("b")
CHOSEN = "; a>e; b>e"
CALLED = process("q", start("x"), end("y"), flows="x>y")
CALLING = ('<bpmn:callActivity id="a" calledElement="q"><bpmn:extensionElements><camunda:{}/></bpmn:extensionElements>'
           "</bpmn:callActivity>")
BRANCHES = user("a") + user("b") + parallel("join")
LANES = '<bpmn:laneSet><bpmn:lane id="{lane}"><bpmn:flowNodeRef>{node}</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
COLLECTED = user("a", each(output="opinions = opinion"))

PAIRS = [
    # The file
    Pair("BPMN-EMPTY", b" \n", "wrong.bpmn"),
    Pair("BPMN-TOO-LARGE", RIGHT + b" " * 10_000_000, "wrong.bpmn"),
    Pair("BPMN-TOO-LARGE", b"<a>" * 100 + b"</a>" * 100, "wrong.bpmn"),
    Pair("BPMN-TOO-LARGE", b"<a>" + b"<b/>" * 200_001 + b"</a>", "wrong.bpmn"),
    Pair("BPMN-TOO-LARGE", inside("".join(user(f"n{number}") for number in range(3_000))), "wrong.bpmn"),
    Pair("BPMN-NOT-XML", b"PK\x03\x04", "wrong.bpmn"),
    Pair("BPMN-DOCTYPE", b"<!DOCTYPE definitions>" + RIGHT, "wrong.bpmn"),
    Pair("BPMN-NAMESPACE", RIGHT.replace(MODEL.encode(), b"http://example.org/other"), "wrong.bpmn"),
    Pair("BPMN-NAMESPACE", b"<definitions/>", "wrong.bpmn"),
    Pair("BPMN-EXTENSION", beside('<bpmn:extension definition="x:time" mustUnderstand="true"/>'), "x:time",
         beside('<bpmn:extension definition="x:time"/>')),
    Pair("BPMN-NO-PROCESS", drawn(flows=""), "wrong.bpmn"),
    Pair("BPMN-PROCESS-LEFT-OUT", drawn(*THREE, flows=LINE, also=(process("q", start("x"), end("y"), flows="x>y"),)),
         "q", only(call("a", "q"), also=(process("q", start("x"), end("y"), flows="x>y"),))),
    Pair("BPMN-NOT-EXECUTABLE", RIGHT.replace(b' isExecutable="true"', b""), "p"),
    Pair("BPMN-ACTIVATION", only(parallel("f") + complex_("a", ""), "s>f; f>a; f>a; a>e"), "a",
         only(parallel("f") + complex_("a", "activationCount >= 2"), "s>f; f>a; f>a; a>e")),
    # Elements
    Pair("BPMN-UNSUPPORTED", only(node("choreographyTask", "a")), "a"),
    Pair("BPMN-UNSUPPORTED", only(node("userTask", "a", startQuantity="2")), "a"),
    Pair("BPMN-UNSUPPORTED", only(node("receiveTask", "a", messageRef="message_m", instantiate="true")), "a"),
    *(Pair("BPMN-UNSUPPORTED", only(catch("a", event_definition(name))), "a", only(catch("a", message("m"))))
      for name in ("errorEventDefinition", "compensateEventDefinition", "terminateEventDefinition")),
    *(Pair("BPMN-UNSUPPORTED", only(throw("a", event_definition(name))), "a", only(throw("a", message("m"))))
      for name in ("errorEventDefinition", "cancelEventDefinition", "conditionalEventDefinition")),
    Pair("BPMN-UNSUPPORTED", only(subprocess("a", start("x", timer("Duration", "P1D")), end("y"), flows="x>y")), "x",
         only(subprocess("a", start("x"), end("y"), flows="x>y"))),
    Pair("BPMN-UNSUPPORTED", only(user("a") + on_event("b", compensation(), flows="b_s>b_e")), "b_s",
         only(user("a") + on_event("b", message("m"), flows="b_s>b_e"))),
    Pair("BPMN-UNSUPPORTED", only(throw("a", '<bpmn:compensateEventDefinition waitForCompletion="false"/>')), "a"),
    Pair("BPMN-UNSUPPORTED", only(catch("a", message("m") + timer("Duration", "P1D"))), "a"),
    Pair("BPMN-UNSUPPORTED", drawn(start("s", error("x")), end(), flows="s>e"), "s",
         drawn(start("s", timer("Date", "2026-03-02")), end(), flows="s>e")),
    Pair("BPMN-UNSUPPORTED", only(subprocess("a", start("x", message("m")), end("y"), flows="x>y")), "x",
         only(subprocess("a", start("x"), end("y"), flows="x>y"))),
    Pair("BPMN-UNKNOWN-ELEMENT", inside('<bpmn:usrTask id="b"/>'), "b"),
    Pair("BPMN-UNKNOWN-ELEMENT", inside('<userTask xmlns="http://example.org/bpmn" id="b"/>'), "b"),
    Pair("BPMN-UNKNOWN-ELEMENT", beside('<bpmn:userTask id="b"/>'), "b"),
    Pair("BPMN-ID-DUPLICATE", inside(user("a")), "a"),
    Pair("BPMN-ID-MISSING", RIGHT.replace(b' id="p_0"', b""), "sequenceFlow_1"),
    Pair("BPMN-REFERENCE", only(user("a"), "s>a; a>gone"), "p_1"),
    Pair("BPMN-REFERENCE", only(user("a"), "s>a; a>e; gone>e"), "p_2"),
    Pair("BPMN-REFERENCE", only(receive("a", "gone")), "a", only(receive("a", "m"))),
    Pair("BPMN-REFERENCE", only(user("a", "<bpmn:outgoing>gone</bpmn:outgoing>")), "a",
         only(user("a", "<bpmn:outgoing>p_1</bpmn:outgoing>"))),
    Pair("BPMN-NOT-RUN", inside('<bpmn:dataStoreReference id="store"/>'), "store",
         inside('<bpmn:dataObject id="store"/><bpmn:textAnnotation id="note"><bpmn:text>why</bpmn:text>'
                '</bpmn:textAnnotation><bpmn:association id="x" sourceRef="a" targetRef="note"/>')),
    Pair("BPMN-NOT-RUN", only(user("a", "<bpmn:potentialOwner/>")), "a"),
    Pair("BPMN-NOT-RUN", beside('<bpmn:interface id="desk"/>'), "desk", beside('<bpmn:signal id="alarm"/>')),
    Pair("BPMN-VENDOR-CODE",
         only(user("a", '<bpmn:extensionElements><camunda:taskListener class="x.Y"/></bpmn:extensionElements>')), "a"),
    Pair("BPMN-VENDOR-CODE", only(node("serviceTask", "a", implementation="make", camunda__resultVariable="x")), "a",
         only(service("a"))),
    Pair("BPMN-VENDOR-HINT", only(node("userTask", "a", camunda__asyncBefore="true")), "a"),
    Pair("BPMN-VENDOR-KEPT", only(node("userTask", "a", camunda__dueDate="P5D")), "a"),
    Pair("BPMN-VENDOR-READ", only(node("callActivity", "a", calledElement="q", camunda__calledElementBinding="latest"),
                                  also=(CALLED,)), "a", only(call("a", "q"), also=(CALLED,))),
    Pair("BPMN-ROLE", only(node("userTask", "a", camunda__candidateGroups="window")), "a",
         inside(LANES.format(lane="window", node="a"))),
    Pair("BPMN-VENDOR-HINT", only(node("userTask", "a", colour="red")), "a"),
    # Sequence flows
    Pair("BPMN-FLOW-SCOPE", only(subprocess("a", start("x"), user("b"), end("y"), flows="x>b; b>y"), "s>a; a>e; b>e"),
         "p_2"),
    Pair("BPMN-FLOW-MOVED", only(subprocess("a", start("x"), end("y"), flows=""), "s>a; a>e; x>y"), "p_2",
         only(subprocess("a", start("x"), end("y"), flows="x>y"))),
    Pair("BPMN-FLOW-DIRECTION", only(user("a"), "s>a; a>e; a>s"), "p_2"),
    Pair("BPMN-FLOW-DIRECTION", only(user("a"), "s>a; a>e; e>a"), "p_2"),
    Pair("BPMN-FLOW-DIRECTION", only(user("a") + on_event("b", message("m"), flows="b_s>b_e"), "s>a; a>e; a>b"), "p_2"),
    Pair("BPMN-FLOW-DIRECTION", only(user("a") + undone("a", "b"), "s>a; a>e; b>e"), "p_2"),
    Pair("BPMN-CONDITION-PLACE", only(parallel("g") + user("a") + user("b"), "s>g; g>a[x]; g>b" + CHOSEN), "p_1",
         only(inclusive("g") + user("a") + user("b"), "s>g; g>a[x]; g>*b" + CHOSEN)),
    Pair("BPMN-CONDITION-PLACE", only(user("a"), "s>a[x]; a>e"), "p_0"),
    Pair("BPMN-CONDITION-EMPTY", RIGHT.replace(
        b'targetRef="a"></bpmn:sequenceFlow>',
        b'targetRef="a"><bpmn:conditionExpression> </bpmn:conditionExpression></bpmn:sequenceFlow>'), "p_0"),
    Pair("BPMN-DEFAULT", only(CHOICE, "s>g; g>*a[x]; g>b[y]" + CHOSEN), "p_1",
         only(CHOICE, "s>g; g>*a; g>b[y]" + CHOSEN)),
    Pair("BPMN-DEFAULT", only(CHOICE, "s>g; g>a[x]; g>b[y]" + CHOSEN).replace(b'id="g" ', b'id="g" default="p_0" '),
         "g"),
    Pair("BPMN-SPLIT-IMPLICIT", only(user("a") + user("b"), "s>a; s>b" + CHOSEN), "s",
         only(parallel("g") + user("a") + user("b"), "s>g; g>a; g>b" + CHOSEN)),
    # Gateways
    Pair("BPMN-GATEWAY-UNDECIDED", only(CHOICE, "s>g; g>a; g>b" + CHOSEN), "g",
         only(CHOICE, "s>g; g>a[x]; g>*b" + CHOSEN)),
    Pair("BPMN-GATEWAY-DEFAULT-IMPLICIT", only(CHOICE, "s>g; g>a[x]; g>b" + CHOSEN), "p_2",
         only(CHOICE, "s>g; g>a[x]; g>*b" + CHOSEN)),
    Pair("BPMN-GATEWAY-FLOW-ALWAYS", only(inclusive("g") + user("a") + user("b"), "s>g; g>a[x]; g>b" + CHOSEN), "p_2",
         only(inclusive("g") + user("a") + user("b"), "s>g; g>a[x]; g>b[true]" + CHOSEN)),
    Pair("BPMN-GATEWAY-END", only(exclusive("g") + user("a"), "s>a; a>g"), "g"),
    Pair("BPMN-GATEWAY-EVENTS", only(events("g") + catch("a", message("m")) + user("b"), "s>g; g>a; g>b" + CHOSEN),
         "b", only(events("g") + catch("a", message("m")) + catch("b", timer("Duration", "P1D")),
                   "s>g; g>a; g>b" + CHOSEN)),
    Pair("BPMN-GATEWAY-EVENTS", only(
        events("g") + catch("a", message("m")) + catch("b", timer("Duration", "P1D")), "s>g; g>a; g>b; b>a; a>e"),
        "a"),
    Pair("BPMN-GATEWAY-EVENTS", only(events("g") + catch("a", message("m")) + receive("b", "m"),
                                     "s>g; g>a; g>b" + CHOSEN), "g",
         only(events("g") + receive("a", "m") + catch("b", timer("Duration", "P1D")), "s>g; g>a; g>b" + CHOSEN)),
    Pair("BPMN-GATEWAY-NO-DEFAULT", only(CHOICE, "s>g; g>a[x]; g>b[y]" + CHOSEN), "g",
         only(CHOICE, "s>g; g>a[x]; g>*b" + CHOSEN)),
    Pair("BPMN-GATEWAY-NO-DEFAULT", only(CHOICE, "s>g; g>a[n > 5]; g>b[n < 5]" + CHOSEN), "g",
         only(CHOICE, "s>g; g>a[n > 5]; g>b[n <= 5]" + CHOSEN)),
    Pair("BPMN-GATEWAY-NO-DEFAULT", only(CHOICE, "s>g; g>a[x.ok]; g>b[!x.no]" + CHOSEN), "g",
         only(CHOICE, "s>g; g>a[x.ok]; g>b[!x.ok]" + CHOSEN)),
    # Events
    Pair("BPMN-START-SEVERAL", only(subprocess("a", start("x"), start("t"), end("y"), flows="x>y; t>y")), "t",
         only(subprocess("a", start("x"), end("y"), flows="x>y"))),
    Pair("BPMN-START-OTHER", drawn(start(), start("t"), user("a"), end(), flows="s>a; t>a; a>e"), "t"),
    Pair("BPMN-START-NONE", drawn(user("a"), user("b"), flows="a>b; b>a"), "p"),
    Pair("BPMN-START-IMPLICIT", drawn(user("a"), end(), flows="a>e"), "p"),
    Pair("BPMN-START-MESSAGE", drawn(start("s", message("m")), end(), flows="s>e", messages=("m",)), "s"),
    Pair("BPMN-END-IMPLICIT", drawn(start(), user("a"), flows="s>a"), "a"),
    Pair("BPMN-EVENT-EMPTY", only(catch("a", "")), "a", only(throw("a", ""))),
    Pair("BPMN-EVENT-EMPTY", only(catch("a", condition(" "))), "a", only(catch("a", condition("paid")))),
    Pair("BPMN-LINK", only(user("a") + throw("b", link("on")), "s>a; a>b"), "b",
         only(user("a") + throw("b", link("on")) + catch("c", link("on")), "s>a; a>b; c>e")),
    Pair("BPMN-LINK", only(throw("a", link("on")) + catch("b", link("on")) + catch("c", link("on")),
                           "s>a; b>e; c>e"), "c"),
    Pair("BPMN-EVENT-SUBPROCESS", only(user("a") + on_event("b", "", flows="b_s>b_e")), "b_s",
         only(user("a") + on_event("b", signal("x"), flows="b_s>b_e"))),
    Pair("BPMN-EVENT-SUBPROCESS", inside(node("subProcess", "b", triggeredByEvent="true")), "b"),
    Pair("BPMN-CODE-UNDEFINED", only(subprocess("a", start("x"), end("y", error("late")), flows="x>y")
                                     + boundary("b", "a", error("late")), LINE + "; b>e"), "b",
         only(subprocess("a", start("x"), end("y", error()), flows="x>y") + boundary("b", "a", error()),
              LINE + "; b>e")),
    Pair("BPMN-ERROR-UNCAUGHT", only(subprocess("a", start("x"), end("y", error("late")), flows="x>y")
                                     + boundary("b", "a", error("lost")), LINE + "; b>e"), "y",
         only(subprocess("a", start("x"), end("y", error("late")), flows="x>y")
              + on_event("b", error(), flows="b_s>b_e"))),
    Pair("BPMN-CANCEL", only(subprocess("a", start("x"), end("y", CANCEL), flows="x>y")), "y",
         only(transaction("a", start("x"), end("y", CANCEL), flows="x>y") + boundary("b", "a", CANCEL),
              LINE + "; b>e")),
    Pair("BPMN-CANCEL", only(transaction("a", start("x"), end("y", CANCEL), flows="x>y")), "y"),
    Pair("BPMN-CANCEL", only(user("a") + boundary("b", "a", CANCEL), LINE + "; b>e"), "b"),
    Pair("BPMN-COMPENSATION", only(user("a") + boundary("b", "a", compensation())), "b",
         only(user("a") + undone("a", "b") + throw("c", compensation()), "s>a; a>c; c>e")),
    Pair("BPMN-COMPENSATION", only(throw("a", compensation())), "a"),
    Pair("BPMN-COMPENSATION", only(user("a") + undone("a", "b") + throw("c", compensation("s")), "s>a; a>c; c>e"), "c",
         only(subprocess("a", start("x"), user("d"), undone("d", "f"), end("y"), flows="x>d; d>y")
              + throw("c", compensation("a")), "s>a; a>c; c>e")),
    Pair("BPMN-MESSAGE-UNNAMED", only(catch("a", "<bpmn:signalEventDefinition/>")), "a", only(catch("a", signal("x")))),
    Pair("BPMN-MESSAGE-UNNAMED", only(node("receiveTask", "a")), "a", only(receive("a", "m"))),
    Pair("BPMN-MESSAGE-NAME", drawn(start(), receive("a", "m"), end(), flows=LINE, messages=("m",)).replace(
        b'name="m"', b'name="${m}"'), "a", only(receive("a", "m"))),
    Pair("BPMN-TIMER", only(catch("a", "<bpmn:timerEventDefinition/>")), "a", only(catch("a", timer("Date", "due")))),
    Pair("BPMN-TIMER", only(catch("a", timer("Duration", "5 days"))), "a", only(catch("a", timer("Duration", "P5D")))),
    Pair("BPMN-TIMER", only(user("a") + boundary("b", "a", timer("Cycle", "0 0 9 * * ?"), interrupting=False),
                            LINE + "; b>e"), "b",
         only(user("a") + boundary("b", "a", timer("Cycle", "R/P1D"), interrupting=False), LINE + "; b>e")),
    Pair("BPMN-TIMER-QUOTED", only(catch("a", timer("Duration", '"PT2H"'))), "a",
         only(catch("a", timer("Duration", "PT2H")))),
    Pair("BPMN-TIMER-ONCE", only(catch("a", timer("Cycle", "R3/P1D"))), "a",
         only(user("a") + boundary("b", "a", timer("Cycle", "R3/P1D"), interrupting=False), LINE + "; b>e")),
    Pair("BPMN-BOUNDARY", only(user("a") + boundary("b", "gone", message("m")), LINE + "; b>e"), "b",
         only(user("a") + boundary("b", "a", message("m")), LINE + "; b>e")),
    Pair("BPMN-BOUNDARY", only(exclusive("a") + boundary("b", "a", message("m")), LINE + "; b>e"), "b"),
    # Activities
    Pair("BPMN-SERVICE-UNNAMED", only(node("serviceTask", "a")), "a", only(service("a"))),
    Pair("BPMN-SERVICE-FOREIGN", only(node("serviceTask", "a", camunda__class="x.Y")), "a",
         only(node("serviceTask", "a", camunda__type="external", camunda__topic="make"))),
    Pair("BPMN-SCRIPT", only(script("a", "x = 1\nprint(x)")), "a", only(script("a", "x = 1;\n\n# why\ny = x + 1"))),
    Pair("BPMN-SCRIPT", only(node("scriptTask", "a", camunda__resource="run.groovy")), "a"),
    Pair("BPMN-SCRIPT-EMPTY", only(script("a", " ")), "a", only(script("a", "x = 1"))),
    Pair("BPMN-DECISION", only(node("businessRuleTask", "a", implementation="${which}")), "a"),
    Pair("BPMN-DECISION", only(node("businessRuleTask", "a", implementation="risk", camunda__mapDecisionResult="one")),
         "a", only(node("businessRuleTask", "a", implementation="risk", camunda__mapDecisionResult="singleEntry"))),
    Pair("BPMN-CALL", only(node("callActivity", "a")), "a"),
    Pair("BPMN-CALL", only(node("callActivity", "a", calledElement="${which}")), "a"),
    Pair("BPMN-CALL-MISSING", only(call("a", "q")), "a",
         only(call("a", "q"), also=(process("q", start("x"), end("y"), flows="x>y"),))),
    Pair("BPMN-CALL-VERSION", only(node("callActivity", "a", calledElement="q", camunda__calledElementVersion="3"),
                                   also=(CALLED,)), "a", only(call("a", "q"), also=(CALLED,))),
    Pair("BPMN-CALL-PASSES", only(CALLING.format("in"), also=(CALLED,)), "a",
         only(CALLING.format('in source="x" target="y"'), also=(CALLED,))),
    Pair("BPMN-CALL-CIRCLE", only(call("a", "q"), also=(process("q", start("x"), call("b", "p"), flows="x>b"),)), "b"),
    Pair("BPMN-LOOP", only(user("a", each("", output="opinions = opinion"))), "a", only(COLLECTED)),
    Pair("BPMN-LOOP", only(user("a", each(number="3").replace(
        "<bpmn:loopCardinality>", "<bpmn:loopDataInputRef>l</bpmn:loopDataInputRef><bpmn:loopCardinality>"))), "a"),
    Pair("BPMN-LOOP", only(user("a", each().replace(
        "/bpmn:multi", "bpmn:loopDataOutputRef>l</bpmn:loopDataOutputRef></bpmn:multi"))), "a"),
    Pair("BPMN-LOOP", only(user("a", each(output="signer = opinion"))), "a"),
    Pair("BPMN-REPETITION", only(user("a", repeated())), "a", only(user("a", repeated("again")))),
    Pair("BPMN-REPETITION", only(user("a", each() + repeated("again"))), "a", only(user("a", repeated("again")))),
    Pair("BPMN-REPETITION", only(user("a", repeated(most="many"))), "a", only(user("a", repeated(most="3")))),
    Pair("BPMN-AD-HOC", only(ad_hoc("a", start("x"), user("b"), flows="x>b")), "x",
         only(ad_hoc("a", user("b"), user("c"), flows="b>c"))),
    Pair("BPMN-LOOP-FORGETS", only(user("a", each())), "a", only(COLLECTED)),
    Pair("BPMN-SUBPROCESS-EMPTY", only(node("subProcess", "a")), "a",
         only(subprocess("a", start("x"), end("y"), flows="x>y"))),
    Pair("BPMN-LANE", inside(LANES.format(lane="window", node="gone")), "window",
         inside(LANES.format(lane="window", node="a"))),
    Pair("BPMN-LANE", inside(LANES.format(lane="window", node="s")), "a"),
    Pair("BPMN-LANE", inside(LANES.format(lane="window", node="a") + LANES.format(lane="desk", node="a")), "a"),
    # Meaning
    Pair("BPMN-EXPRESSION", only(CHOICE, "s>g; g>a[x.y()]; g>*b" + CHOSEN), "p_1",
         only(CHOICE, "s>g; g>a[${x.y}]; g>*b" + CHOSEN)),
    Pair("BPMN-EXPRESSION", only(script("a", "x = open('f')")), "a", only(script("a", "x = count(f)"))),
    Pair("BPMN-EXPRESSION", only(user("a", each("people[0]", output="opinions = opinion"))), "a", only(COLLECTED)),
    Pair("BPMN-LANGUAGE", only(node("scriptTask", "a", "<bpmn:script>x = 1</bpmn:script>", scriptFormat="groovy")), "a",
         only(node("scriptTask", "a", "<bpmn:script>x = 1</bpmn:script>", scriptFormat="feel"))),
    Pair("BPMN-CONDITION-CONSTANT", only(CHOICE, "s>g; g>a[1 == 1]; g>*b" + CHOSEN), "p_1",
         only(CHOICE, "s>g; g>a[x == 1]; g>*b" + CHOSEN)),
    Pair("BPMN-CONDITION-TWICE", only(CHOICE, "s>g; g>a[x  == 1]; g>b[x == 1]" + CHOSEN), "p_2",
         only(CHOICE, "s>g; g>a[x == 1]; g>b[x == 2]" + CHOSEN)),
    Pair("BPMN-NAME-RESERVED", only(script("a", "nrOfInstances = 1")), "a", only(script("a", "number = 1"))),
    Pair("BPMN-NAME-RESERVED", only(script("a", "null = 1")), "a"),
    Pair("BPMN-UNREACHABLE", only(user("a") + user("b"), "s>a; a>e; b>e"), "b"),
    Pair("BPMN-ENDLESS", only(user("a") + exclusive("g") + user("b"), "s>g; g>a[x]; g>*b; a>e; b>b"), "b",
         only(user("a") + exclusive("g") + user("b"), "s>g; g>a[x]; g>*b; a>e; b>g")),
    Pair("BPMN-JOIN-STARVES", only(exclusive("g") + BRANCHES, "s>g; g>a[x]; g>*b; a>join; b>join; join>e"), "join",
         only(parallel("g") + BRANCHES, "s>g; g>a; g>b; a>join; b>join; join>e")),
    Pair("BPMN-JOIN-DOUBTFUL", only(parallel("f") + user("c") + exclusive("m") + exclusive("g") + BRANCHES,
                                    "s>f; f>c; f>m; c>m; m>g; g>a[x]; g>*b; a>join; b>join; join>e"), "join",
         only(parallel("g") + BRANCHES, "s>g; g>a; g>b; a>join; b>join; join>e")),
]


# Sound processes

FORK = (start(), parallel("f"), user("a"), user("b"))
CHOOSING = (start(), exclusive("g"), user("a"), user("b"))
SOUND = drawn(*FORK, parallel("j"), end(), flows="s>f; f>a; f>b; a>j; b>j; j>e")

SOUND_PAIRS = [
    Pair("BPMN-STOPS", drawn(start(), user("a"), exclusive("g"), user("b"), exclusive("h"), end(),
                             flows="s>a; a>g; g>b[a == 'no']; g>e[a == 'yes']; b>h; h>e[a == 'yes']"), "h",
         drawn(start(), user("a"), exclusive("g"), user("b"), end(),
               flows="s>a; a>g; g>b[a == 'no']; g>e[a == 'yes']; b>e"), "warning"),
    Pair("BPMN-WAITS-FOR-EVER", drawn(*CHOOSING, parallel("j"), end(), flows="s>g; g>a[x]; g>*b; a>j; b>j; j>e"), "j",
         drawn(*CHOOSING, exclusive("j"), end(), flows="s>g; g>a[x]; g>*b; a>j; b>j; j>e"), "warning"),
    Pair("BPMN-TOKEN-LEFT", drawn(*FORK, exclusive("g"), parallel("j"), end(), end("e2"),
                                  flows="s>f; f>a; f>b; b>g; g>e2[out]; g>*j; a>j; j>e"), "j", SOUND, "warning"),
    Pair("BPMN-CANNOT-END", drawn(start(), user("a"), exclusive("g"), user("b"), exclusive("h"), end(),
                                  flows="s>a; a>g; g>b[a == 'no']; g>*e; b>h; h>b[b == 'no']; h>*b"), "b",
         drawn(start(), user("a"), exclusive("g"), user("b"), exclusive("h"), end(),
               flows="s>a; a>g; g>b[a == 'no']; g>*e; b>h; h>b[b == 'no']; h>*e")),
    Pair("BPMN-NEVER-HAPPENS", drawn(start(), script("n", "n = 1"), exclusive("g"), user("a"), end(),
                                     flows="s>n; n>g; g>a[n == 2]; g>*e; a>e"), "a",
         drawn(start(), user("n"), exclusive("g"), user("a"), end(), flows="s>n; n>g; g>a[n == 'no']; g>*e; a>e"),
         "warning"),
    Pair("BPMN-FLOW-NEVER", drawn(start(), script("n", "n = 1"), exclusive("g"), user("a"), end(),
                                  flows="s>n; n>a; a>g; g>a[n == 2]; g>*e"), "p_3",
         drawn(start(), user("a"), exclusive("g"), end(), flows="s>a; a>g; g>a[a == 'no']; g>*e"), "warning"),
    Pair("BPMN-TWICE-AT-ONCE", drawn(*FORK, exclusive("m"), user("c"), end(),
                                     flows="s>f; f>a; f>b; a>m; b>m; m>c; c>e"), "c",
         drawn(*FORK, parallel("m"), user("c"), end(), flows="s>f; f>a; f>b; a>m; b>m; m>c; c>e"), "warning"),
    Pair("BPMN-PILES-UP", drawn(start(), exclusive("m"), parallel("f"), user("a"), user("b"), end(),
                                flows="s>m; m>f; f>a; f>b; a>m; b>e"), "b",
         drawn(start(), exclusive("m"), user("a"), exclusive("g"), user("b"), end(),
               flows="s>m; m>a; a>g; g>m[a == 'no']; g>*b; b>e")),
    Pair("BPMN-ENDLESS-ALONE", drawn(start(), exclusive("m"), exclusive("g"), end(),
                                     flows="s>m; m>g; g>m[again]; g>*e"), "m",
         drawn(start(), exclusive("m"), user("a"), exclusive("g"), end(), flows="s>m; m>a; a>g; g>m[again]; g>*e")),
    Pair("BPMN-MACHINES-ALONE", drawn(start(), exclusive("m"), service("a"), exclusive("g"), end(),
                                      flows="s>m; m>a; a>g; g>m[again]; g>*e"), "m",
         drawn(start(), exclusive("m"), service("a"), catch("t", timer("Duration", "PT1H")), exclusive("g"), end(),
               flows="s>m; m>a; a>t; t>g; g>m[again]; g>*e"), "warning"),
    Pair("BPMN-UNDECIDED", drawn(start(), user("a"), exclusive("g"), script("n", "n = a + 1"), end(),
                                 flows="s>a; a>g; g>n[a == 'no']; g>*e; n>e"), "a",
         drawn(start(), user("a"), exclusive("g"), script("n", "n = pages + 1"), end(),
               flows="s>a; a>g; g>n[a == 'no']; g>*e; n>e"), "notice"),
]
