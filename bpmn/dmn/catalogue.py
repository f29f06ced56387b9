"""Every rule a file of decisions is held to; the table beside that of diagrams (`bpmn.catalogue`), in the same form."""

from __future__ import annotations

from bpmn.catalogue import Report, Rule


def _error(code: str, says: str, remedy: str, source: str) -> Rule:
    return Rule(code, "error", says, remedy, source)


def _warning(code: str, says: str, remedy: str, source: str) -> Rule:
    return Rule(code, "warning", says, remedy, source)


def _notice(code: str, says: str, remedy: str, source: str) -> Rule:
    return Rule(code, "notice", says, remedy, source)


_ROWS = (
    # The file
    _error("DMN-EMPTY", "The file holds something.", "Export the decisions again; the file is empty.", "XML 1.0 §2.1"),
    _error("DMN-TOO-LARGE", "The file keeps within the limits of size, elements and depth.",
           "Split the tables into files of their own.", "Sealflow"),
    _error("DMN-NOT-XML", "The file is well-formed XML.",
           "Export the decisions again from their editor; do not edit the XML by hand.", "XML 1.0 §2.1"),
    _error("DMN-DOCTYPE", "The file has no document type declaration and defines no entities.",
           "Take the <!DOCTYPE …> out; no DMN editor writes one.", "OWASP XML External Entity Prevention"),
    _error("DMN-NAMESPACE", "The root is `definitions` of DMN 1.1 to 1.5.",
           "Export as DMN 1.3 XML (namespace https://www.omg.org/spec/DMN/20191111/MODEL/).", "DMN 1.5 §12.3"),
    _error("DMN-IMPORT", "The file stands for itself.",
           "Copy what the imported model has into this file; other files are not read.", "DMN 1.5 §6.3.3"),
    _error("DMN-NO-DECISION", "There is a decision.", "Draw a decision with a table.", "DMN 1.5 §6.3.7"),
    _error("DMN-UNKNOWN-ELEMENT", "Every element is one of DMN and stands where DMN allows it.",
           "Draw the element again in a DMN editor, or take it out.", "DMN 1.5 §12.3"),
    _warning("DMN-UNKNOWN-ATTRIBUTE", "Every attribute is one of DMN.",
             "Spell the attribute as DMN does, or take it out; it has no effect.", "DMN 1.5 §12.3"),
    _notice("DMN-VENDOR-HINT", "Extensions have a use here.",
            "Nothing to do; it is kept in the file and not used.", "Sealflow"),
    # Decisions and what they require
    _error("DMN-ID-DUPLICATE", "No two decisions, inputs or knowledge models have the same id.",
           "Give one of them another id; processes and requirements refer to it.", "DMN 1.5 §6.3.1"),
    _notice("DMN-ID-MISSING", "Every decision has an id.",
            "Give it an id that is a word; until then its name serves, or one made up.", "DMN 1.5 §6.3.1"),
    _error("DMN-REFERENCE", "What a requirement refers to is in the file.",
           "Draw the missing element, or take the requirement out.", "DMN 1.5 §6.3.13"),
    _error("DMN-CIRCLE", "No decision or knowledge model requires itself, directly or through others.",
           "Take one of the requirements out.", "DMN 1.5 §6.3.13"),
    _error("DMN-LOGIC-MISSING", "Every decision and knowledge model says how it decides.",
           "Give it a decision table or a literal expression.", "DMN 1.5 §6.3.7"),
    _error("DMN-UNSUPPORTED", "Every decision can be made with its DMN meaning.",
           "Say it with a decision table, an expression or a knowledge model in FEEL.", "DMN 1.5 §10.2"),
    _notice("DMN-FACT-UNDECLARED", "What a decision reads is drawn as its input or requirement.",
            "Draw the input data with this name; it was read as a fact the host gives.", "DMN 1.5 §6.3.7"),
    _warning("DMN-REQUIREMENT-MISSING", "A decision requires the decisions it reads.",
             "Draw the requirement; until then the name is read as a fact the host gives.", "DMN 1.5 §6.3.13"),
    _notice("DMN-OUTPUT-BY-NAME", "A required decision is read by its own name.",
            "Read the decision by its name; its output's name was taken to mean it, as Camunda does.", "Camunda 7"),
    # Types
    _error("DMN-TYPE", "Every type is one of FEEL or defined in the file, without going in a circle.",
           "Use string, number, boolean, date, time, dateTime, a duration, or define the type.", "DMN 1.5 §7.3.3"),
    # Expressions
    _error("DMN-EXPRESSION", "Cells, inputs, outputs and expressions are written in FEEL.",
           "Write the expression as docs/dmn.md lists it.", "DMN 1.5 §10.3.1"),
    _error("DMN-LANGUAGE", "Expressions are in FEEL.",
           "Write the expression in FEEL; code of another language is never run.", "DMN 1.5 §7.3.1"),
    _notice("DMN-LANGUAGE-COMMON", "Expressions are marked as FEEL.",
            "Take the mark of the other language away; what stands there means the same in FEEL.", "DMN 1.5 §7.3.1"),
    # Tables
    _error("DMN-HIT-POLICY", "The hit policy is one of DMN, and an aggregation stands only with COLLECT of one output.",
           "Choose UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER or OUTPUT ORDER; aggregate one output only.",
           "DMN 1.5 §8.2.10"),
    _error("DMN-PRIORITY", "PRIORITY and OUTPUT ORDER have a list of output values, the first counting most.",
           "List the output values in their order, most important first.", "DMN 1.5 §8.2.10"),
    _error("DMN-TABLE-SHAPE", "A table has an output, names for several outputs, and each rule a cell for each column.",
           "Fill in the missing cell or name in the editor; `-` means anything.", "DMN 1.5 §8.1"),
    _warning("DMN-TABLE-EMPTY", "A table has rules.", "Write a rule; until then the table decides nothing.",
             "DMN 1.5 §8.1"),
    _error("DMN-INPUT-EMPTY", "Every column says which value it tests.",
           "Write the name or expression of the input.", "DMN 1.5 §8.3.2"),
    _notice("DMN-OUTPUT-EMPTY", "Every output cell says something.",
            "Write null, or the value; it was read as null.", "DMN 1.5 §8.3.3"),
    _error("DMN-CELL-TYPE", "What a cell compares with, or gives, is of its column's type.",
           "Write a value of the column's type: texts in quotation marks, numbers without.", "DMN 1.5 §8.3.3"),
    _warning("DMN-CELL-NAME", "A cell names what the decision or its table reads.",
             "Put texts in quotation marks; if it is a fact, draw the input data.", "DMN 1.5 §10.3.1.2"),
    _warning("DMN-CELL-NOT-ALLOWED", "What a cell compares with is one of the input values of its column.",
             "Add the value to the input values, or mend the cell; as it is it never matches.", "DMN 1.5 §8.2.7"),
    _warning("DMN-RULES-OVERLAP", "No two rules of a UNIQUE table match the same facts.",
             "Narrow one of the two rules, or choose another hit policy.", "DMN 1.5 §8.2.10"),
    _notice("DMN-ORIENTATION", "Rules are rows.",
            "Nothing to do; how a table is drawn does not change what it decides.", "DMN 1.5 §8.2.2"),
    # The checking itself
    _error("DMN-CHECK-STOPPED", "Reading takes less than the time and memory allowed.",
           "Make the tables smaller; if they are small, send the file to the makers of Sealflow.", "Sealflow"),
)  # fmt: skip

RULES = {rule.code: rule for rule in _ROWS}


def new_report() -> Report:
    """A report for findings about a file of decisions."""
    return Report(rules=RULES)
