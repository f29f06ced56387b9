"""A matter for tests whose process asks another system between acceptance and decision."""

from __future__ import annotations

from typing import Any

import orjson

from engine.matter.folder import Files
from tests.offices import matter_files

DAYS = b"{{ organ.phone }}{% if special is defined %}{{ special.days }}{% endif %}"
STEP = """  query_record:
    ask: {id_number: applicant.id_number, name: applicant.name}
    opinions:
      none: {zh: 无记录, en: no record}
      negligent: {zh: 过失犯罪, en: negligent}
      unavailable: {zh: 未能查询, en: could not be asked}
  decide:"""
SUSPEND = """
case_acts:
  suspend: {roles: [head], form: suspend}"""
SUSPEND_FORM = {
    "x-labels": {"zh": "特别程序", "en": "special procedure"},
    "type": "object",
    "additionalProperties": False,
    "required": ["reason", "days"],
    "properties": {
        "reason": {"x-labels": {"zh": "理由", "en": "reason"}, "type": "string", "enum": ["hearing"]},
        "days": {"x-labels": {"zh": "天数", "en": "days"}, "type": "integer"},
    },
}  # fmt: skip
FORM = {
    "x-labels": {"zh": "查询结果", "en": "what the register says"},
    "type": "object",
    "properties": {"offence": {"x-labels": {"zh": "罪名", "en": "offence"}, "type": "string", "maxLength": 40}},
    "additionalProperties": False,
}


def asking_matter(offence: dict[str, Any] | None = None) -> Files:
    """The small matter, which asks the register of criminal records between acceptance and decision."""
    files = dict(matter_files("starter"))
    process = files["process.bpmn"].decode()
    for old, new in (
        (
            'id="accept" name="受理" sourceRef="checked" targetRef="decide" />',
            'id="accept" name="受理" sourceRef="checked" targetRef="query_record" />'
            '<bpmn:serviceTask id="query_record" name="查询" implementation="criminal_records" />'
            '<bpmn:sequenceFlow id="asked" sourceRef="query_record" targetRef="decide" />',
        ),
        (
            "<bpmn:flowNodeRef>make_documents</bpmn:flowNodeRef>",
            "<bpmn:flowNodeRef>make_documents</bpmn:flowNodeRef><bpmn:flowNodeRef>query_record</bpmn:flowNodeRef>",
        ),
        ("<bpmn:incoming>accept</bpmn:incoming>", ""),
    ):
        assert old in process
        process = process.replace(old, new)
    form = orjson.loads(files["form.json"])
    form["query_record"] = {**FORM, "properties": {"offence": {**FORM["properties"]["offence"], **(offence or {})}}}
    matter = files["matter.yaml"].decode().replace("code: starter", "code: asking")
    matter = matter.replace("\n  decide: {", f"\n{STEP} {{").replace("\ncase_acts:", SUSPEND)
    matter = matter.replace("    on: accept\n", "    on: [accept, suspend]\n")
    form["suspend"] = SUSPEND_FORM
    letter = files["letter_acceptance.md"].replace(b"{{ organ.phone }}", DAYS)
    files["letter_acceptance.md"] = letter
    return {**files, "process.bpmn": process.encode(), "matter.yaml": matter.encode(), "form.json": orjson.dumps(form)}
