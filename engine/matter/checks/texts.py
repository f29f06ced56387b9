"""What papers say: texts that use facts nobody provides, notices the law wants that are not made or tell too little.

Source: 行政许可法第三十二条、第三十八条、第四十二条、第四十四条、第四十五条.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bpmn.errors import Finding
from bpmn.sayings import Said
from engine.lifecycle import KINDS
from engine.matter.checks.names import PEOPLE, titled
from engine.matter.facts import may_be_missing, unknown_fact
from engine.matter.model import DocumentRule, Matter
from engine.matter.rules import RULES
from engine.terms import ActName, Audience
from signing.errors import SigningError
from signing.paper import facts_unguarded, facts_used

_WIDE = re.compile(r"(?:｛[{｛%]|[{]｛)[^}｝]*(?:[}｝%][}｝])?|(?:[{][{%])[^}｝]*(?:｝[}｝]|[}%]｝)")
_PLAIN = str.maketrans("｛｝", "{}")
_TELLS: Mapping[str, Said] = {
    "steps.*.reason": Said("理由", "the reasons"),
    "correction.items": Said("需要补正的全部内容", "all that is to be corrected"),
    "special.days": Said("所需的时间", "the time it takes"),
    "extension.reason": Said("延长的理由", "the reason"),
    "steps.*.items": Said("需要整改的全部内容", "all that is to be put right"),
}
"""What the first of the facts tells that a notice must use."""
_REMEDIES: Mapping[str, Said] = {
    "reconsideration": Said("行政复议", "reconsideration"),
    "litigation": Said("行政诉讼", "litigation"),
}


def check_texts(matter: Matter) -> Iterator[Finding]:
    """Everything wrong with the papers of the matter, and every paper that is missing."""
    used = {}
    for rule in matter.documents.values():
        place = f"documents.{rule.kind}"
        text = matter.templates.get(rule.template)
        if text is None:
            yield RULES["MATTER-NO-FILE"].breach(place, document=rule.title, file=rule.template)
            continue
        if not text.strip():
            yield RULES["MATTER-TEXT-EMPTY"].breach(place, document=rule.title, file=rule.template)
            continue
        yield from _wide_braces(rule, text)
        try:
            used[rule.kind] = facts_used(text)
        except SigningError as error:
            yield Finding(error.code, "error", f"{rule.template}: {error}", error.remedy, place)
            continue
        yield from _optional(matter, rule, text)
        for fact in sorted(used[rule.kind]):
            if why := unknown_fact(matter, fact):
                yield RULES["MATTER-FACT-UNKNOWN"].breach(place, file=rule.template, fact=fact, why=why)
        yield from _silent(matter, rule, used[rule.kind])
    yield from _missing(matter)


def _wide_braces(rule: DocumentRule, text: str) -> Iterator[Finding]:
    """Braces as a Chinese keyboard writes them: they would be printed as they stand."""
    for row, line in enumerate(text.splitlines(), 1):
        if found := _WIDE.search(line):
            plain = found[0].translate(_PLAIN)
            yield RULES["MATTER-BRACES-WIDE"].breach(
                f"documents.{rule.kind}", file=rule.template, row=row, written=found[0], plain=plain
            )


def _optional(matter: Matter, rule: DocumentRule, text: str) -> Iterator[Finding]:
    """Answers that may be missing, where nothing but their presence makes the sentence."""
    for fact, row in sorted(facts_unguarded(text).items()):
        if may_be_missing(matter, fact):
            yield RULES["MATTER-FACT-OPTIONAL"].breach(f"documents.{rule.kind}", file=rule.template, fact=fact, row=row)


def _silent(matter: Matter, rule: DocumentRule, used: frozenset[str]) -> Iterator[Finding]:
    """What a paper does not tell that it must."""
    place = f"documents.{rule.kind}"
    told = _acts_told(matter, rule)
    for row in (row for act, row in KINDS[matter.kind].items() if act in told):
        facts = row.notice.facts if row.notice else ()
        if row.notice and facts and not any(_tells(fact, used) for fact in facts):
            yield RULES["LAW-NOTICE-SILENT"].breach(
                place, file=rule.template, act=row.titled, what=_TELLS[facts[0]], source=row.notice.source,
                facts=list(facts),
            )  # fmt: skip
        for name in row.remedies:
            if not _tells(f"remedies.{name}", used):
                yield RULES["MATTER-REMEDY-UNTOLD"].breach(
                    place, file=rule.template, act=row.titled, remedy=_REMEDIES[name], name=name
                )


def _tells(fact: str, used: frozenset[str]) -> bool:
    """Whether a fact, or a part of it, is used; a step may stand for any step, and all its answers for each."""
    first, _, rest = fact.partition(".*.")
    if not rest:
        return any(name == fact or name.startswith(f"{fact}.") for name in used)
    return any(name.startswith(f"{first}.") and name.split(".")[2:3] in ([rest], []) for name in used)


def _acts_told(matter: Matter, rule: DocumentRule) -> frozenset[str]:
    """The acts a paper tells: those it is made after, or the decision its condition names: `decide == "refuse"`."""
    if rule.on:
        return frozenset(rule.on)
    if rule.when is None:
        return frozenset()
    deciding = [name for name, act in KINDS[matter.kind].items() if act.settles]
    return frozenset(act for act in deciding if f'"{act}"' in rule.when.text or f"'{act}'" in rule.when.text)


def _missing(matter: Matter) -> Iterator[Finding]:
    """The acts of the matter after which the law wants a paper, and none is made."""
    done = {act: step for step in matter.steps.values() for act in step.acts}
    silences = {limit.on_expiry.act for limit in matter.limits.values() if limit.on_expiry}
    papers = [rule for rule in matter.documents.values() if rule.audience is Audience.APPLICANT]
    told = {act for rule in papers for act in _acts_told(matter, rule)}
    always = any(rule.step and rule.when is None for rule in papers)
    for act, row in KINDS[matter.kind].items():
        untold = act in {*done, *matter.case_acts, *silences} and act not in told and not (row.settles and always)
        if row.notice is not None and untold:
            step = done[act].id if act in done else f"case_acts.{act}"
            line = matter.definition.diagram.node(step).line if act in done else 0
            yield RULES["LAW-NOTICE-MISSING"].breach(
                step, line, act=row.titled, name=row.name.value, source=row.notice.source
            )
    deliver = done.get(ActName.DELIVER)
    if deliver is not None and ActName.DELIVER not in told:
        node = matter.definition.diagram.node(deliver.id)
        if node.kind in PEOPLE:
            yield RULES["LAW-SERVICE-UNPROVEN"].breach(deliver.id, node.line, step=titled(deliver))
