"""What a file asks to be drawn: every element with a symbol, run here or not, and how the elements hang together.

Reads the XML itself, not the `Diagram`: a picture also shows what is not run. Knows no coordinates; see `plane`.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from lxml import etree

from bpmn.drawing.picture import ACTIVITIES, CONVERSATIONS, EVENTS, FIGURES, LINES, SUBPROCESSES, Content, Figure, Line
from bpmn.reader.document import MODEL

_PREFIX = f"{{{MODEL}}}"
_TRUE = ("true", "1")
_SUFFIX = "EventDefinition"


def read_content(root: etree._Element, file: str) -> Content:
    """The elements with a symbol, in document order. An element without id gets one from its kind and place."""
    return _Reader(root, file).content()


class _Reader:
    """The elements of one file while they are being collected."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self._root = root
        self._file = file
        self._figures: dict[str, Figure] = {}
        self._lines: dict[str, Line] = {}
        self._processes: dict[str, str] = {}
        self._made: Counter[str] = Counter()
        self._defaults: set[str] = set()
        self._names: dict[str, str] = {}  # id of a data object, store or category value → its name
        self._categories: dict[str, list[str]] = defaultdict(list)  # id of a category value → its nodes
        self._shared_events: dict[str, str] = {}  # id of an event definition of the root → what it is
        self._taken = {id for e in root.iter() if (id := _id(e))}

    def content(self) -> Content:
        for element in self._root.iter(_PREFIX + "*"):
            self._note(element)
        for element in self._root:
            kind = _kind(element)
            if kind in ("process", "choreography", "globalChoreographyTask", "collaboration", "globalConversation"):
                id = self._id_of(element, kind)
                if kind == "process":
                    self._processes[id] = element.get("name") or ""
                self._walk(element, "" if kind in ("collaboration", "globalConversation") else id)
        title = next((f.name for f in self._figures.values() if f.kind == "participant" and f.refers_to), "")
        title = title or next((name for name in self._processes.values() if name), "") or self._file
        return Content(title, self._figures, self._lines, self._processes)

    def _note(self, element: etree._Element) -> None:
        """Keep what other elements refer to."""
        kind, id = _kind(element), _id(element)
        if default := _referred(element.get("default")):
            self._defaults.add(default)
        if kind in ("dataObject", "dataStore"):
            self._names[id] = element.get("name") or ""
        elif kind == "categoryValue":
            self._names[id] = element.get("value") or ""
        elif kind == "categoryValueRef" and (parent := element.getparent()) is not None:
            self._categories[_referred(element.text)].append(_id(parent))
        elif kind.endswith(_SUFFIX) and element.getparent() is self._root:
            self._shared_events[id] = kind.removesuffix(_SUFFIX)

    def _walk(self, element: etree._Element, scope: str) -> None:
        for child in element:
            kind = _kind(child)
            if kind == "laneSet":
                self._lanes(child, scope, "")
            elif kind in LINES:
                self._line(child, kind, scope, _ends(child))
            elif kind in FIGURES:
                self._figure(child, kind, scope)
            elif kind == "ioSpecification":
                self._walk(child, scope)

    def _figure(self, element: etree._Element, kind: str, scope: str) -> None:
        id = self._id_of(element, kind)
        name = element.get("name") or ""
        if kind == "textAnnotation":
            text = element.find(_PREFIX + "text")
            name = "" if text is None else "".join(str(part) for part in text.itertext())
        elif kind in ("dataObjectReference", "dataStoreReference"):
            referred = element.get("dataObjectRef") or element.get("dataStoreRef")
            name = name or self._names.get(_referred(referred), "")
            state = element.find(_PREFIX + "dataState")
            if state is not None:
                name = f"{name}\n[{state.get('name') or ''}]"
        elif kind == "group":
            name = self._names.get(_referred(element.get("categoryValueRef")), "")
        triggers = self._triggers(element) if kind in EVENTS else ()
        self._figures[id] = Figure(
            id,
            kind,
            name.strip(),
            scope,
            triggers=triggers,
            all_of_them=element.get("parallelMultiple") in _TRUE or element.get("eventGatewayType") == "Parallel",
            interrupting=_interrupting(element),
            host=_referred(element.get("attachedToRef")),
            markers=_markers(element, kind),
            by_event=element.get("triggeredByEvent") in _TRUE,
            instantiating=element.get("instantiate") in _TRUE,
            refers_to=_referred(element.get("processRef") or element.get("calledElement")),
            members=tuple(self._categories[_referred(element.get("categoryValueRef"))]) if kind == "group" else (),
            documentation="\n".join(
                "".join(map(str, d.itertext())) for d in element.findall(_PREFIX + "documentation")
            ),
            line=element.sourceline or 0,
        )
        if kind in ACTIVITIES or kind in EVENTS:
            self._data_lines(element, id, scope)
        if kind in SUBPROCESSES or kind in CONVERSATIONS:
            self._walk(element, id)

    def _data_lines(self, element: etree._Element, id: str, scope: str) -> None:
        for child in element:
            kind = _kind(child)
            if kind == "dataInputAssociation":
                self._line(child, kind, scope, (_referred(child.findtext(_PREFIX + "sourceRef")), id))
            elif kind == "dataOutputAssociation":
                self._line(child, kind, scope, (id, _referred(child.findtext(_PREFIX + "targetRef"))))

    def _line(self, element: etree._Element, kind: str, scope: str, ends: tuple[str, str]) -> None:
        id = self._id_of(element, kind)
        condition = element.find(_PREFIX + "conditionExpression")
        self._lines[id] = Line(
            id,
            kind,
            *ends,
            name=(element.get("name") or "").strip(),
            scope=scope,
            conditional=condition is not None,
            default=id in self._defaults,
            direction=element.get("associationDirection") or "",
            condition="" if condition is None else "".join(map(str, condition.itertext())).strip(),
            line=element.sourceline or 0,
        )

    def _lanes(self, lane_set: etree._Element, scope: str, parent: str) -> None:
        for lane in lane_set.findall(_PREFIX + "lane"):
            id = self._id_of(lane, "lane")
            members = tuple(_referred(ref.text) for ref in lane.findall(_PREFIX + "flowNodeRef"))
            name = (lane.get("name") or "").strip()
            line = lane.sourceline or 0
            self._figures[id] = Figure(id, "lane", name, scope, members=members, parent=parent, line=line)
            for inner in lane.findall(_PREFIX + "childLaneSet"):
                self._lanes(inner, scope, id)

    def _triggers(self, element: etree._Element) -> tuple[str, ...]:
        found = [kind.removesuffix(_SUFFIX) for child in element if (kind := _kind(child)).endswith(_SUFFIX)]
        referred = [_referred(child.text) for child in element if _kind(child) == "eventDefinitionRef"]
        return tuple(found + [self._shared_events[id] for id in referred if id in self._shared_events])

    def _id_of(self, element: etree._Element, kind: str) -> str:
        """The element's id; of one without, or with one that is taken, an id made from its kind and place."""
        id = _id(element)
        if id and id not in self._figures and id not in self._lines and id not in self._processes:
            return id
        while True:
            self._made[kind] += 1
            made = f"{kind}_{self._made[kind]}"
            if made not in self._taken:
                self._taken.add(made)
                return made


def _kind(element: etree._Element) -> str:
    tag = str(element.tag)
    return tag[len(_PREFIX) :] if tag.startswith(_PREFIX) else ""


def _id(element: etree._Element) -> str:
    return (element.get("id") or "").strip()


def _referred(reference: str | None) -> str:
    return (reference or "").strip().rpartition(":")[2]


def _ends(element: etree._Element) -> tuple[str, str]:
    return _referred(element.get("sourceRef")), _referred(element.get("targetRef"))


def _interrupting(element: etree._Element) -> bool:
    return element.get("cancelActivity") not in ("false", "0") and element.get("isInterrupting") not in ("false", "0")


def _markers(element: etree._Element, kind: str) -> tuple[str, ...]:
    markers: list[str] = []
    if element.find(_PREFIX + "standardLoopCharacteristics") is not None:
        markers.append("loop")
    several = element.find(_PREFIX + "multiInstanceLoopCharacteristics")
    if several is not None:
        markers.append("sequential" if several.get("isSequential") in _TRUE else "parallel")
    if kind == "participant" and element.find(_PREFIX + "participantMultiplicity") is not None:
        markers.append("parallel")
    if kind == "adHocSubProcess":
        markers.append("adhoc")
    if element.get("isForCompensation") in _TRUE:
        markers.append("compensation")
    if element.get("isCollection") in _TRUE or _collects(element, kind):
        markers.append("collection")
    return tuple(markers)


def _collects(element: etree._Element, kind: str) -> bool:
    """Whether a reference is to a data object that is a list."""
    parent = element.getparent()
    if kind != "dataObjectReference" or parent is None:
        return False
    object_id = _referred(element.get("dataObjectRef"))
    return any(_id(e) == object_id and e.get("isCollection") in _TRUE for e in parent.findall(_PREFIX + "dataObject"))
