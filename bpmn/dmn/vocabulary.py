"""What each word of DMN's XML is to us. Tables only; a word that stands in none of them is refused as unknown."""

from __future__ import annotations

from collections.abc import Mapping

NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
"""Namespace of the semantic elements → version of DMN."""

CAMUNDA = frozenset(
    (
        "http://camunda.org/schema/1.0/dmn",
        "http://operaton.org/schema/1.0/dmn",
    )
)
"""Namespaces of the engines whose attribute `inputVariable`, and whose dates with a time, are understood."""

PICTURES = ("/DMNDI/", "/DI/", "/DC/", "http://bpmn.io/schema/dmn/biodi/", "http://camunda.org/schema/modeler/")
"""Parts of the names of namespaces that only say how things are drawn, and with which editor."""

LOGIC = frozenset(
    (
        "decisionTable", "literalExpression", "context", "list", "relation", "invocation", "functionDefinition",
        "conditional", "filter", "for", "every", "some",
    )
)  # fmt: skip
"""Elements that say how a value is come by."""

_EXPRESSED = ("text", "importedValues")
_TYPED = ("typeRef", "allowedValues", "typeConstraint", "itemComponent", "functionItem")
_REQUIREMENTS = ("variable", "informationRequirement", "knowledgeRequirement")
CHILDREN: Mapping[str, frozenset[str]] = {
    "definitions": frozenset(("import", "itemDefinition", "decision", "inputData", "businessKnowledgeModel")),
    "import": frozenset(),
    "itemDefinition": frozenset(_TYPED),
    "itemComponent": frozenset(_TYPED),
    "functionItem": frozenset(("parameters",)),
    "parameters": frozenset(_TYPED),
    "typeRef": frozenset(),
    "allowedValues": frozenset(_EXPRESSED),
    "typeConstraint": frozenset(_EXPRESSED),
    "inputData": frozenset(("variable",)),
    "variable": frozenset(("typeRef",)),
    "decision": LOGIC | frozenset(_REQUIREMENTS),
    "businessKnowledgeModel": frozenset((*_REQUIREMENTS, "encapsulatedLogic")),
    "informationRequirement": frozenset(("requiredDecision", "requiredInput")),
    "knowledgeRequirement": frozenset(("requiredKnowledge",)),
    "requiredDecision": frozenset(),
    "requiredInput": frozenset(),
    "requiredKnowledge": frozenset(),
    "encapsulatedLogic": LOGIC | {"formalParameter"},
    "functionDefinition": LOGIC | {"formalParameter"},
    "formalParameter": frozenset(),
    "literalExpression": frozenset(_EXPRESSED),
    "text": frozenset(),
    "importedValues": frozenset(("importedElement",)),
    "importedElement": frozenset(),
    "decisionTable": frozenset(("input", "output", "annotation", "rule")),
    "input": frozenset(("inputExpression", "inputValues")),
    "inputExpression": frozenset(_EXPRESSED),
    "inputValues": frozenset(_EXPRESSED),
    "output": frozenset(("outputValues", "defaultOutputEntry")),
    "outputValues": frozenset(_EXPRESSED),
    "defaultOutputEntry": frozenset(_EXPRESSED),
    "annotation": frozenset(),
    "rule": frozenset(("inputEntry", "outputEntry", "annotationEntry")),
    "inputEntry": frozenset(_EXPRESSED),
    "outputEntry": frozenset(_EXPRESSED),
    "annotationEntry": frozenset(("text",)),
    "context": frozenset(("contextEntry",)),
    "contextEntry": LOGIC | {"variable"},
    "list": LOGIC,
    "relation": frozenset(("column", "row")),
    "column": frozenset(("typeRef",)),
    "row": LOGIC,
    "invocation": LOGIC | {"binding"},
    "binding": LOGIC | {"parameter"},
    "parameter": frozenset(),
    "conditional": frozenset(("if", "then", "else")),
    "filter": frozenset(("in", "match")),
    "for": frozenset(("in", "return")),
    "every": frozenset(("in", "satisfies")),
    "some": frozenset(("in", "satisfies")),
    **dict.fromkeys(("if", "then", "else", "in", "match", "return", "satisfies"), LOGIC),
}
"""Elements that are read → those of their children that are."""

SEVERAL = frozenset(
    (
        "import", "itemDefinition", "itemComponent", "decision", "inputData", "businessKnowledgeModel", "parameters",
        "informationRequirement", "knowledgeRequirement", "formalParameter", "input", "output", "annotation", "rule",
        "inputEntry", "outputEntry", "annotationEntry", "contextEntry", "column", "row", "binding",
    )
)  # fmt: skip
"""Elements that may stand beside others of their kind. (Logic may in `list` and `row`.)"""

SILENT = frozenset(
    (
        "description", "documentation", "extensionElements", "extensionAttribute", "knowledgeSource",
        "authorityRequirement", "requiredAuthority", "decisionService", "outputDecision", "encapsulatedDecision",
        "inputDecision", "question", "allowedAnswers", "supportedObjective", "impactedPerformanceIndicator",
        "impactingDecision", "decisionMaker", "decisionOwner", "decisionMade", "decisionOwned", "usingProcess",
        "usingTask", "type", "owner", "locationURI", "textAnnotation", "association", "group", "sourceRef",
        "targetRef", "elementCollection", "drgElement", "performanceIndicator", "organizationUnit",
        "businessContextElement", "artifact",
    )
)  # fmt: skip
"""Elements that people read, and that have no part in deciding."""

ATTRIBUTES = frozenset(
    (
        "id", "name", "label", "namespace", "expressionLanguage", "typeLanguage", "exporter", "exporterVersion",
        "href", "typeRef", "hitPolicy", "aggregation", "preferredOrientation", "outputLabel", "isCollection", "kind",
        "importType", "locationURI", "importedElement", "URI", "uri", "textFormat", "associationDirection",
        "outputTypeRef", "iteratorVariable",
    )
)  # fmt: skip
"""Attributes DMN has."""

TYPES = {
    "string": "string", "number": "number", "boolean": "boolean", "date": "date", "time": "time",
    "dateTime": "date and time", "date and time": "date and time", "dateAndTime": "date and time",
    "dayTimeDuration": "days and time duration", "days and time duration": "days and time duration",
    "yearMonthDuration": "years and months duration", "years and months duration": "years and months duration",
    "Any": "Any", "any": "Any", "list": "list", "context": "context", "range": "range", "function": "function",
    "double": "number", "float": "number", "decimal": "number",
}  # fmt: skip
"""How files call the types of FEEL; other engines' names among them."""
WHOLE_TYPES = frozenset(("integer", "long", "short", "int"))
"""Other engines' names of whole numbers."""
