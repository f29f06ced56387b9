"""A slip for every rule a matter is held to; the right example is the matter that comes with Sealflow, or is given.

The tests hold each rule against its slips; docs/rules-in-pictures.md shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bpmn.errors import Finding
from engine.authority import Account
from engine.founding import SHARED, STARTER, workflows_folder
from engine.matter.checks import check
from engine.matter.folder import read_folder
from engine.matter.inheritance import resolve
from engine.organs import read_organs, read_people, seals_of
from engine.proofs import shipped

ORGANS = seals_of(read_organs((workflows_folder() / SHARED / "organs.yaml").read_text(encoding="utf-8")))
PEOPLE = tuple(read_people((workflows_folder() / SHARED / "people.yaml").read_text(encoding="utf-8")))
SMALL = read_folder(workflows_folder() / STARTER)
BOOKED = read_folder(workflows_folder() / "marriage_appointment")
LOCK = read_folder(workflows_folder() / "lock_opening")
LARGE = read_folder(workflows_folder() / "law_firm_establish")
LAWYER = read_folder(workflows_folder() / "lawyer_licence_fulltime")
JOINT = read_folder(workflows_folder() / "open_a_restaurant")


def of_the_starter(name: str) -> dict[str, bytes]:
    """A matter beside these tests that inherits the starter."""
    folder = Path(__file__).parent / name
    own = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return resolve(own, {"starter": SMALL}.get)


GRADED, REVOKING, RENEWING = map(of_the_starter, ("graded_use", "revoked_use", "renewed_use"))
INPUT = "<text>days</text>\n        </inputExpression>"
UP_TO = f"{INPUT}<inputValues><text>[1..%d]</text></inputValues>"

RECEIPT = SMALL["letter_receipt.md"].decode()

POLICY = "policy/1-nation.yaml"
CORRECTION_DAYS = "  late_correction:\n"
LATER = "    - {value: 15, unit: working_day, from: %s, source: 地方规定（虚构）, evidence: fictional}\n"

Edit = tuple[str, str, str]
"""A file, what stands in it, what is put there instead."""

M, P, F = "matter.yaml", "process.bpmn", "form.json"
LEASE = (M, "zh: 活动方案", "zh: 场地租赁证明")
"""An edit of the materials: a proof."""
DECIDE = "decide: {acts: [grant, refuse], limit: decide, distinct_from: [check_materials]}"
DELIVER_LIMIT = """  deliver:
    days: 10
    unit: working_day
    from: [grant, refuse]
    until: [deliver]
    title: {zh: 送达, en: delivery}
    source: 行政许可法第四十四条
"""
NEVER_ASKED = (
    '"properties": {',
    '"properties": {\n      "remark": {"x-labels": {"zh": "备注", "en": "remark"}, "type": "string", "maxLength": 90},',
)
"""An edit of the form: a field more, which may be left unanswered."""
CHECK = "check_materials: {acts: [accept, turn_away], limit: check}"
SUSPEND_FORM = """{
  "suspend": {"x-labels": {"zh": "特别程序", "en": "special procedure"}, "type": "object",
              "additionalProperties": false, "required": ["reason", "days"],
              "properties": {"reason": {"x-labels": {"zh": "理由", "en": "reason"}, "type": "string"%s},
                             "days": {"x-labels": {"zh": "天数", "en": "days"}, "type": "integer"}}},"""
SUSPEND = (
    (
        M,
        "  withdraw: {roles: [applicant]}",
        "  withdraw: {roles: [applicant]}\n  suspend: {roles: [head], form: suspend}",
    ),
    (M, "  acceptance:\n    on: accept", "  acceptance:\n    on: [accept, suspend]"),
    ("letter_acceptance.md", "{{ organ.phone }}", "{{ organ.phone }}{{ special.days }}"),
)


def placed(node: str, beside: str) -> Edit:
    """A node put into the lane of another."""
    there = f"<bpmn:flowNodeRef>{beside}</bpmn:flowNodeRef>"
    return P, there, f"{there}<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>"


def before_the_decision(node: str, *, beside: str) -> tuple[Edit, ...]:
    """The node `look` drawn into the small matter's process between acceptance and decision."""
    accept = 'id="accept" name="受理" sourceRef="checked" targetRef='
    drawn = f'{accept}"look" /><bpmn:sequenceFlow id="looked" sourceRef="look" targetRef="decide" />{node}'
    return (P, f'{accept}"decide" />', drawn), placed("look", beside)


LOOK = '<bpmn:userTask id="look" name="审查" />'
WAIT = (
    '<bpmn:intermediateCatchEvent id="look" name="公示"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>P%sD</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
)


ASK = "{ask: {name: applicant.name}, opinions: {none: {zh: 无, en: none}, unavailable: {zh: 未查到, en: not known}}}"
QUERY = '<bpmn:serviceTask id="look" name="查询" implementation="population" />'


def asking(step: str, node: str = QUERY) -> tuple[Edit, ...]:
    """A step of the small matter that asks another system."""
    return (
        *before_the_decision(node, beside="make_documents" if node == QUERY else "decide"),
        (M, f"  {DECIDE}\n", f"  {DECIDE}\n  look: {step}\n"),
    )


@dataclass(frozen=True)
class Slip:
    """Edits that breach a rule, and where the finding is; `right` are edits that come close and do not."""

    code: str
    element: str
    edits: tuple[Edit, ...] = ()
    right: tuple[Edit, ...] = ()
    of: dict[str, bytes] = field(default_factory=lambda: SMALL)
    people: tuple[Account, ...] = PEOPLE


def edited(files: dict[str, bytes], edits: Iterable[Edit]) -> dict[str, bytes]:
    for file, old, new in edits:
        text = files[file].decode("utf-8")
        assert old in text, f"{file} no longer says {old!r}"
        files = {**files, file: text.replace(old, new, 1).encode("utf-8")}
    return files


def without(*roles: str) -> tuple[Account, ...]:
    """The people, none of whom holds these roles."""
    return tuple(replace(person, roles=person.roles - {*roles}) for person in PEOPLE)


SLIPS = [
    Slip("MATTER-STEP-UNTOLD", "decide", ((M, f"  {DECIDE}\n", ""),)),
    Slip("MATTER-RETURN-NOT-BEHIND", "check_materials", ((M, CHECK, CHECK[:-1] + ", returns: [decide]}"),)),
    Slip("MATTER-STEP-UNKNOWN", "decide", ((M, "distinct_from: [check_materials]", "distinct_from: [check]"),)),
    Slip(
        "MATTER-STEP-EMPTY",
        "look",
        (*before_the_decision(LOOK, beside="decide"), (M, f"  {DECIDE}\n", f"  {DECIDE}\n  look: {{}}\n")),
    ),
    Slip("MATTER-SERVICE-UNKNOWN", "deliver", ((P, 'implementation="deliver"', 'implementation="delivr"'),)),
    Slip("MATTER-PERFORM-ACTS", "look", asking("{acts: []}", node=QUERY.replace("population", "perform"))),
    Slip("MATTER-DECISION-TWICE", "grading", of={**GRADED, "again.dmn": GRADED["grading.dmn"]}),
    Slip("MATTER-FACT-UNPROVIDED", "grade", (("grading.dmn", "<text>days</text>", "<text>dayz</text>"),), of=GRADED),
    Slip(
        "MATTER-FACT-TYPE",
        "grade",
        (("grading.dmn", INPUT, UP_TO % 10),),
        (("grading.dmn", INPUT, UP_TO % 99),),
        GRADED,
    ),
    Slip("MATTER-DECISION-UNREAD", "grade", ((P, 'grade == "general"', "stalls"),), of=GRADED),
    Slip(
        "MATTER-DECISION-IDLE",
        "other",
        of={**GRADED, "other.dmn": GRADED["grading.dmn"].replace(b'id="grading"', b'id="other"')},
    ),
    Slip("MATTER-ASK-IDLE", "look", asking(ASK, node=LOOK)),
    Slip("MATTER-ASK-FACT", "look", asking(ASK.replace("applicant.name", "applicant.nam")), right=asking(ASK)),
    Slip("MATTER-ASK-NO-WAY-ON", "look", asking(ASK.replace("unavailable", "other"))),
    Slip(
        "MATTER-CHILD-UNOPENED",
        "children.food",
        ((M, "open_children}", "open_children, children: [fire, sign]}"),),
        of=JOINT,
    ),
    Slip(
        "MATTER-CHILD-SHARES",
        "children.sign",
        ((M, "answers: {words: sign_words}", "answers: {words: sign_text}"),),
        right=((M, "answers: {words: sign_words}", "answers: {words: shop_name}"),),
        of=JOINT,
    ),
    Slip(
        "MATTER-CHILD-UNKNOWN",
        "open_children",
        ((M, "open_children}", "open_children, children: [fyre]}"),),
        of=JOINT,
    ),
    Slip(
        "MATTER-CHILDREN-OPINIONS",
        "await_children",
        ((M, "      not_all_granted: {zh: 未全部准予, en: not all granted}\n", ""),),
        of=JOINT,
    ),
    Slip("MATTER-STEP-NO-SERVICE", "documents.decision_grant", ((M, "step: make_documents", "step: deliver"),)),
    Slip("MATTER-ACT-UNKNOWN", "check_materials", ((M, "[accept, turn_away], limit", "[acept, turn_away], limit"),)),
    Slip(
        "MATTER-ACT-ROLE", "case_acts.withdraw", ((M, "withdraw: {roles: [applicant]}", "withdraw: {roles: [window]}"),)
    ),
    Slip(
        "LAW-SILENCE-DECIDES",
        "limits.decide",
        ((M, "    from: [accept]\n", "    from: [accept]\n    on_expiry: {act: grant}\n"),),
    ),
    Slip("MATTER-RENEWS-NOTHING", "limits.decide", ((M, "  renewal_days: 30\n", ""),), of=RENEWING),
    Slip(
        "MATTER-ABOUT-NOTHING",
        "documents.decision_grant",
        ((M, '    when: decide == "grant"\n', '    when: decide == "grant"\n    makes: replaced\n'),),
    ),
    Slip("MATTER-OPENS-NOBODY", "opens", ((M, "opens:\n- window\n", ""),), of=REVOKING),
    Slip(
        "MATTER-OPINION-IS-ACT",
        "check_materials",
        (
            (
                M,
                CHECK,
                "check_materials: {acts: [accept, turn_away], limit: check, opinions: {grant: {zh: 好, en: good}}}",
            ),
        ),
    ),
    Slip("MATTER-LIMIT-UNKNOWN", "check_materials", ((M, CHECK, CHECK.replace("limit: check", "limit: chek")),)),
    Slip("MATTER-LIMIT-IDLE", "limits.deliver", ((M, "from: [grant, refuse]", "from: [forward]"),)),
    Slip("MATTER-EXPIRY-STEP", "limits.check", ((M, CHECK, "check_materials: {acts: [accept, turn_away]}"),)),
    Slip(
        "MATTER-EXTEND-ROLE",
        "limits.decide",
        ((M, "extend: {days: 10, role: city_head}", "extend: {days: 10, role: city_review}"),),
        (
            (M, "extend: {days: 10, role: city_head}", "extend: {days: 10, role: city_review}"),
            (M, "extend: {roles: [city_head], form", "extend: {roles: [city_head, city_review], form"),
        ),
        of=LARGE,
    ),
    Slip(
        "MATTER-ORGAN-UNKNOWN",
        "documents.receipt",
        ((M, "organs: {accepts: city_approval", "organs: {accepts: nowhere"),),
    ),
    Slip("MATTER-SEAL-UNKNOWN", "documents.receipt", ((M, "seal: acceptance", "seal: aceptance"),)),
    Slip("MATTER-NO-FILE", "documents.receipt", ((M, "template: letter_receipt.md", "template: letter.md"),)),
    Slip(
        "MATTER-PUBLISHED-INTERNAL",
        "documents.decision_grant",
        ((M, "    publish: true\n", "    publish: true\n    audience: organs\n"),),
        ((M, "    publish: true\n", "    publish: true\n    audience: applicant\n"),),
    ),
    Slip(
        "MATTER-FACT-UNKNOWN",
        "documents.receipt",
        (("letter_receipt.md", "{{ organ.phone }}", "{{ organ.fax }}"),),
        (("letter_receipt.md", "{{ organ.phone }}", "{{ organ.address }}"),),
    ),
    Slip("MATTER-TEXT-EMPTY", "documents.receipt", (("letter_receipt.md", RECEIPT, " \n\n"),)),
    Slip(
        "MATTER-BRACES-WIDE",
        "documents.receipt",
        (("letter_receipt.md", "{{ organ.phone }}", "｛｛ organ.phone ｝｝"),),
        (("letter_receipt.md", "{{ organ.phone }}", "｛见附件｝"),),
    ),
    Slip(
        "MATTER-FACT-OPTIONAL",
        "documents.receipt",
        ((F, *NEVER_ASKED), ("letter_receipt.md", "{{ organ.phone }}", "{{ application.remark }}")),
        (
            (F, *NEVER_ASKED),
            (
                "letter_receipt.md",
                "{{ organ.phone }}",
                "{% if application.remark is defined %}{{ application.remark }}{% endif %}"
                '{{ application.remark | default("无") }}'
                '{{ "有" if application.remark is defined else "无" }}',
            ),
        ),
    ),
    Slip(
        "MATTER-VARIABLE-UNKNOWN", "documents.decision_grant", ((M, 'when: decide == "grant"', 'when: dec == "grant"'),)
    ),
    Slip(
        "MATTER-SLOTS",
        "slots.at",
        ((M, "  at: slot\n", "  at: when\n"),),
        ((M, "  capacity: 4\n", "  capacity: 40\n"),),
        of=BOOKED,
    ),
    Slip(
        "MATTER-MATERIAL-WHEN",
        "materials.plan",
        ((M, "required: true, kinds", "required: true, when: tables == 2, kinds"),),
        ((M, "required: true, kinds", "required: true, when: stalls, kinds"),),
    ),
    Slip(
        "MATTER-POLICY-LATER",
        "policy",
        ((POLICY, CORRECTION_DAYS, LATER % "2027-01-01" + CORRECTION_DAYS),),
        ((POLICY, CORRECTION_DAYS, LATER % "2025-12-31" + CORRECTION_DAYS),),
        of=LARGE,
    ),
    Slip(
        "LAW-PROOF-NEEDLESS",
        "materials.plan",
        ((M, "zh: 活动方案", "zh: 法定代表人户籍证明（原件）"),),
        (LEASE, (M, "source: 示例市公共场地管理办法第九条", "source: 公共场地条例第九条")),
    ),
    Slip(
        "LAW-PROOF-BASELESS",
        "materials.plan",
        (LEASE,),
        (LEASE, (M, "source: 示例市公共场地管理办法第九条", "source: 民法典第七百零三条")),
    ),
    Slip(
        "MATTER-CLEARS-FIELD",
        "clears_proofs",
        ((M, "forms: form.json", "forms: form.json\nclears_proofs: {act: grant, proof: facts, instead: stead}"),),
    ),
    Slip("MATTER-SHARED-FIELD", "shared.population", ((M, "household: household", "home: household"),), of=LAWYER),
    Slip("MATTER-DEFERRED-NO-WAY", "materials", ((M, "only_with: deferred", "only_with: nothing"),), of=LAWYER),
    Slip(
        "MATTER-COMMITMENT-FIELD",
        "commitments.no_intentional_crime",
        ((M, "field: promises_no_crime", "field: promises_no_crimes"),),
        of=LAWYER,
    ),
    Slip(
        "MATTER-COMMITMENT-MATERIAL",
        "commitments.no_intentional_crime",
        ((M, "    - no_crime_proof\n", "    - no_crime_prof\n"),),
        of=LAWYER,
    ),
    Slip(
        "LAW-PROMISE-UNTOLD",
        "commitments.no_intentional_crime",
        ((M, ": break_promise\n", ": withdraw\n"),),
        of=LAWYER,
    ),
    Slip("MATTER-NAMED-BY", "roles.witness", ((M, "check_client.witness_id_number", "check_client.who"),), of=LOCK),
    Slip(
        "MATTER-NAMED-NOBODY",
        "sign_witness",
        ((M, "steps.check_client.witness_id_number", "steps.settle.findings"),),
        ((M, "steps.check_client.witness_id_number", "steps.choose.record_number"),),
        of=LOCK,
    ),
    Slip(
        "MATTER-NAMED-NO-WAY-ON",
        "confirm",
        ((P, 'attachedToRef="confirm" cancelActivity="true"', 'attachedToRef="confirm" cancelActivity="false"'),),
        of=BOOKED,
    ),
    Slip("MATTER-SHOWS-FACT", "confirm", ((M, "shows: [applicant.name,", "shows: [applicant.named,"),), of=BOOKED),
    Slip("MATTER-AMONG", "choose", ((F, "firms.record_number", "firms.price"),), of=LOCK),
    Slip("MATTER-SHOWN-BY", "check_identity", ((F, '"x-shown": "locksmith"', '"x-shown": "station"'),), of=LOCK),
    Slip("MATTER-FORM", "application", ((F, '"x-rule"', '"x-rules"'),)),
    Slip(
        "MATTER-UNCOVERED-UNKNOWN",
        "uncovered.nowhere",
        ((M, "forms: form.json", "forms: form.json\nuncovered: {nowhere: 无}"),),
        ((M, "forms: form.json", "forms: form.json\nuncovered: {turn_away: 极少发生}"),),
    ),
    Slip("MATTER-LIMIT-SOURCE", "limits.check", ((M, "source: 行政许可法第三十二条第一款第四项", 'source: ""'),)),
    Slip(
        "MATTER-PARAMETER-SOURCE",
        "parameters.most_days",
        ((M, "source: 示例市公共场地管理办法第八条（虚构）", 'source: ""'),),
    ),
    Slip("MATTER-ROLE-NOBODY", "roles.window", people=without("window_clerk")),
    Slip("MATTER-STEP-NOBODY-CAN", "decide", people=tuple(p for p in PEOPLE if p.name not in ("yu.head", "ma.window"))),
    Slip("MATTER-FOUR-EYES", "decide", ((M, ", distinct_from: [check_materials]", ""),)),
    Slip(
        "LAW-EXAMINER-DECIDES",
        "decide",
        (
            *before_the_decision(LOOK, beside="decide"),
            (M, f"  {DECIDE}\n", f"  {DECIDE}\n  look: {{opinions: {{yes: {{zh: 同意, en: yes}}}}}}\n"),
        ),
        (
            *before_the_decision(LOOK, beside="decide"),
            (
                M,
                f"  {DECIDE}\n",
                f"  {DECIDE.replace('[check_materials]', '[check_materials, look]')}\n"
                "  look: {opinions: {yes: {zh: 同意, en: yes}}}\n",
            ),
        ),
    ),
    Slip(
        "LAW-PARTICULAR-UNASKED",
        "check_materials",
        (
            (
                F,
                '"x-when": {"properties": {"act": {"const": "turn_away"}}',
                '"x-when": {"properties": {"act": {"const": "accept"}}',
            ),
        ),
    ),
    Slip("LAW-CORRECTION-UNNAMED", "check_materials", ((F, '"x-item": true', '"x-item": false'),), of=LARGE),
    Slip(
        "LAW-SUSPEND-REASON",
        "case_acts.suspend",
        (*SUSPEND, (F, "{", SUSPEND_FORM % "")),
        (*SUSPEND, (F, "{", SUSPEND_FORM % ', "enum": ["hearing", "testing"]')),
    ),
    Slip(
        "LAW-HALL-SIGNATURES",
        "decide",
        ((M, "policy: by_organ", "at_hall: true\npolicy: by_organ"),),
        of=LARGE,
    ),
    Slip(
        "LAW-SPECIAL-UNTIMED",
        "case_acts.suspend",
        ((M, "    told_days: true\n", "    days: 20\n"),),
        ((M, "    title: {zh: 特别程序, en: special procedure}\n", "    title: {zh: 特别, en: special}\n"),),
        of=LARGE,
    ),
    Slip("LAW-NOTICE-MISSING", "check_materials", ((M, "    on: accept\n", "    on: withdraw\n"),)),
    Slip(
        "LAW-SERVICE-UNPROVEN",
        "deliver",
        (
            (
                P,
                '<bpmn:serviceTask id="deliver" name="电子送达" implementation="deliver">',
                '<bpmn:userTask id="deliver" name="送达">',
            ),
            (
                P,
                '</bpmn:serviceTask>\n    <bpmn:endEvent id="delivered"',
                '</bpmn:userTask>\n    <bpmn:endEvent id="delivered"',
            ),
            (P, "        <bpmn:flowNodeRef>deliver</bpmn:flowNodeRef>\n", ""),
            placed("deliver", "checked"),
            (M, "deliver: {service: deliver, acts", "deliver: {acts"),
        ),
    ),
    Slip(
        "LAW-NOTICE-SILENT",
        "documents.non_acceptance",
        (("letter_non_acceptance.md", "{{ steps.check_materials.reason | sentence }}", "材料不全。"),),
    ),
    Slip(
        "MATTER-REMEDY-UNTOLD",
        "documents.decision_refuse",
        (
            (
                "result_refuse.md",
                "{{ remedies.litigation.months | cn }}个月内，依法向{{ remedies.litigation.court }}",
                "法定期限内",
            ),
        ),
    ),
    Slip(
        "MATTER-REVOKE-NOBODY",
        "organs.accepts",
        ((M, "forms: form.json", "forms: form.json\nrevokes: [city_head]"),),
        ((M, "forms: form.json", "forms: form.json\nrevokes: [city_head, dist_head]"),),
        of=LARGE,
    ),
    Slip(
        "LAW-REVOCATION-UNTOLD",
        "organs.accepts",
        ((M, "    on: revoke\n", "    on: withdraw\n"),),
    ),
    Slip(
        "LAW-LIMIT-LONGER",
        "limits.decide",
        ((M, "    days: 20\n", "    days: 30\n"),),
        (
            (M, "    days: 20\n", "    days: 30\n"),
            (M, "source: 行政许可法第四十二条第一款", "source: 公共场地条例第五条、行政许可法第四十二条第一款"),
        ),
    ),
    Slip(
        "LAW-LIMIT-UNWATCHED",
        "make_documents",
        ((M, DELIVER_LIMIT, ""), (M, "acts: [deliver], limit: deliver}", "acts: [deliver]}")),
    ),
    Slip(
        "LAW-LIMIT-SHORT",
        "limits.decide",
        ((M, DECIDE, DECIDE.replace("limit: decide", "limit: decide, planned_days: 25")),),
        ((M, DECIDE, DECIDE.replace("limit: decide", "limit: decide, planned_days: 15")),),
    ),
    Slip(
        "LAW-LIMIT-UNMET",
        "limits.decide",
        before_the_decision(WAIT % 40, beside="checked"),
        before_the_decision(WAIT % 7, beside="checked"),
    ),
    Slip(
        "LAW-RETURN-ENDLESS",
        "receive",
        ((M, "    from: [forward]\n    until: [grant, refuse]", "    from: [lapse]\n    until: [grant, refuse]"),),
        of=LARGE,
    ),
    Slip(
        "LAW-DECIDED-UNACCEPTED",
        "decide",
        ((M, CHECK, "check_materials: {acts: [turn_away], limit: check, opinions: {take: {zh: 收下, en: take}}}"),),
    ),
    Slip(
        "LAW-DECIDED-UNHEARD",
        "decide",
        (
            (M, "    acts:\n    - notify\n", "    opinions: {told: {zh: 已告知, en: told}}\n"),
            (
                M,
                "    acts:\n    - plead\n    limit: plead\n",
                "    opinions: {read: {zh: 已阅, en: read}}\n    limit: plead\n",
            ),
        ),
        of=REVOKING,
    ),
    Slip(
        "LAW-ACT-NOT-OPEN", "deliver", ((M, "acts: [grant, refuse], limit", "acts: [grant, refuse, forward], limit"),)
    ),
    Slip(
        "LAW-NOT-DELIVERED", "deliver", ((M, "{service: deliver, acts: [deliver], limit", "{service: deliver, limit"),)
    ),
    Slip(
        "LAW-CASE-LEFT-OPEN",
        "check_materials",
        (
            (M, CHECK, "check_materials: {acts: [accept], limit: check, opinions: {no: {zh: 不收, en: no}}}"),
            (P, 'check_materials == "turn_away"', 'check_materials == "no"'),
        ),
    ),
    Slip(
        "LAW-NO-ACT-LEFT",
        "check_materials",
        (
            (M, "acts: [accept, ask_correction, turn_away]", "acts: [ask_correction]"),
            (M, "    on_expiry: {act: accept, backdate: true}\n", ""),
        ),
        of=LARGE,
    ),
]


def findings(files: dict[str, bytes], people: tuple[Account, ...] = PEOPLE) -> tuple[Finding, ...]:
    return check(files, ORGANS, people, shipped())[1]
