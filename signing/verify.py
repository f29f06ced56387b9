"""Checks a sealed PDF and says in words what came out.

The recipe, each step one numbered check of the report:

1. readable    the file is a PDF that can be read to the end
2. issued      its SHA-256 stands in the register of documents issued here
3. intact      a seal speaks for every byte of it, and they are the bytes that were sealed
4. signature   the seal's signature was made with the key of its X.509 certificate
5. chain       that certificate leads to a root we trust, and every certificate on the way was valid when it was sealed
6. permitted   that key was allowed to act as that seal when it was sealed
7. certified   the seal forbids every change, and none was made
8. status      the register says whether the document stands, was replaced, revoked, suspended or cancelled, or expired

The verdict:

- In the register: what check 8 says; suspended, cancelled and expired read `revoked`, with the exact word in the facts
  of the document. Checks the PDF library could not carry out do not change that, since the bytes are
  ours to the last. But a check 3–7 that definitely failed makes the verdict `untrusted` and the report's `fault` true:
  register and seal contradict each other, which is a failure of ours and must not read as "valid".
- Not in the register: `altered` when a seal of ours is in the file but does not speak for all of it as it stands, or
  when a seal is destroyed; `untrusted` when the seal is a stranger's, or ours but not in force; `unknown` when there is
  no seal, or when a seal of ours is in perfect order on a document nobody registered.

Viewers are no substitute: they call a stranger's seal with the same picture "valid". Knows neither cases nor pages.
Source: ETSI EN 319 102-1 §5.3, ISO 32000-2 §12.8.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime

from signing import recipe
from signing.apart import DEFAULT_LIMITS, Limits, examine_apart
from signing.examination import Examination, SealFound, examine
from signing.report import Check, DocumentFacts, RegisterEntry, Report, Verdict, Words
from signing.trust import Trust

__all__ = [
    "DEFAULT_LIMITS",
    "Check",
    "DocumentFacts",
    "Limits",
    "Register",
    "RegisterEntry",
    "Report",
    "Verdict",
    "Words",
    "check",
    "check_apart",
]

Register = Callable[[str], RegisterEntry | None]
"""The register of issued documents: answers for the SHA-256 of a file, in hexadecimal."""


def check(data: bytes, *, trust: Trust, register: Register, at: datetime) -> Report:
    """The report on a file, made in this process: for files of our own, in tests and on the command line.

    at is now. Never raises for what the file contains.
    """
    entry = register(hashlib.sha256(data).hexdigest())
    found = examine(data, trust.roots, sealed_at=entry.sealed_at if entry else None)
    return _report(data, found, entry, trust, register, at)


def check_apart(
    data: bytes, *, trust: Trust, register: Register, at: datetime, limits: Limits = DEFAULT_LIMITS
) -> Report:
    """As `check`, but what a stranger sent is examined in a process of its own, with limits of time and memory.

    A file that exceeds them or brings that process down is `unknown`, and check 1 says why. A file in the register is
    ours to the last byte and is examined here, which is ten times faster. Safe beside threads and event loops.
    """
    entry = register(hashlib.sha256(data).hexdigest())
    if entry:
        found = examine(data, trust.roots, sealed_at=entry.sealed_at)
    else:
        found = examine_apart(data, trust.roots, sealed_at=None, limits=limits)
    return _report(data, found, entry, trust, register, at)


def _report(
    data: bytes, found: Examination, entry: RegisterEntry | None, trust: Trust, register: Register, at: datetime
) -> Report:
    seal = _decisive(found.seals, trust)
    # A seal may speak for the beginning of the file only: then that may be a document of ours with something added.
    original = None
    if entry is None and seal and 0 < seal.signed_bytes < len(data):
        original = register(hashlib.sha256(data[: seal.signed_bytes]).hexdigest())
    checks = (
        recipe.readable(found),
        recipe.issued(entry, original),
        recipe.intact(found, seal),
        recipe.signature(found, seal),
        recipe.chain(found, seal, at),
        recipe.permitted(found, seal, entry, trust),
        recipe.certified(found, seal),
        recipe.status(entry),
    )
    verdict = _verdict(checks, seal, entry, trust)
    return Report(
        verdict=verdict,
        summary=_summary(verdict, checks, entry, original),
        checks=checks,
        sha256=hashlib.sha256(data).hexdigest(),
        document=_document(found, entry or original),
        seal=seal,
        fault=entry is not None and verdict is Verdict.UNTRUSTED,
    )


def _decisive(seals: Iterable[SealFound], trust: Trust) -> SealFound | None:
    """The seal the verdict rests on: the first of ours, else the first that names anybody, else the first."""
    seals = tuple(seals)
    ours = (each for each in seals if _is_ours(each, trust))
    named = (each for each in seals if each.fingerprint)
    return next(ours, None) or next(named, None) or next(iter(seals), None)


def _is_ours(seal: SealFound, trust: Trust) -> bool:
    return bool(seal.anchored) or seal.fingerprint in trust.permits


def _verdict(checks: Iterable[Check], seal: SealFound | None, entry: RegisterEntry | None, trust: Trust) -> Verdict:
    failed = {each.name for each in checks if each.passed is False}
    if entry is not None:
        if failed & {"intact", "signature", "chain", "permitted", "certified"}:
            return Verdict.UNTRUSTED
        return _STANDS.get(entry.status, Verdict.REVOKED)
    if seal is None:
        return Verdict.UNKNOWN
    if seal.fingerprint and not _is_ours(seal, trust):
        return Verdict.UNTRUSTED
    if seal.intact and seal.genuine is False:
        return Verdict.UNTRUSTED  # our certificate, but somebody else's signature
    if not (seal.intact and seal.whole and seal.genuine and seal.certified):
        return Verdict.ALTERED
    if failed & {"chain", "permitted"}:
        return Verdict.UNTRUSTED
    return Verdict.UNKNOWN


_STANDS = {"valid": Verdict.VALID, "replaced": Verdict.REPLACED}
"""What is suspended, cancelled or expired is as little to be relied on as what is revoked: check 8 says which."""


def _document(found: Examination, registered: RegisterEntry | None) -> DocumentFacts | None:
    if registered:
        day = registered.issued_on.isoformat()
        return DocumentFacts(
            registered.number, registered.title, day, registered.organ, "register", registered.status,
            registered.since.isoformat() if registered.since else "",
            registered.valid_until.isoformat() if registered.valid_until else "",
        )  # fmt: skip
    if found.claims:
        said = found.claims
        return DocumentFacts(said.number, said.title, said.date, said.organ, "sealed" if said.proven else "claimed")
    return None


def _summary(
    verdict: Verdict, checks: tuple[Check, ...], entry: RegisterEntry | None, original: RegisterEntry | None
) -> Words:
    """The verdict in one sentence, with what the reader may do."""
    match verdict:
        case Verdict.VALID if entry:
            return Words(
                f"真实有效：这就是{entry.organ}制发的{entry.number}，未经任何改动。",
                f"Genuine and in force: this is {entry.number} as {entry.organ} issued it, unchanged.",
            )
        case Verdict.REPLACED | Verdict.REVOKED if entry:
            status = checks[7].detail
            return Words(
                f"确由{entry.organ}制发、未经改动，但是不再有效：{status.zh}",
                f"Issued by {entry.organ} and unchanged, but no longer in force. {status.en}",
            )
        case Verdict.ALTERED if original:
            return Words(
                f"已被改动：在{original.organ}制发的{original.number}之后添加了内容。请重新下载原件。",
                f"Altered: something was added to {original.number} of {original.organ}. Download the original again.",
            )
        case Verdict.ALTERED:
            return Words(
                "已被改动：与盖章时不一致，不能使用。请向制发机关重新索取。",
                "Altered: it is not as it was sealed and must not be relied on. Ask the organ for the original.",
            )
        case Verdict.UNTRUSTED if entry:
            return Words(
                "不能确认：登记簿中有此文件，但是其印章未通过检查。这是我们的问题，请告诉我们。",
                "Not confirmed: the register has this file, but its seal does not hold. The fault is ours; tell us.",
            )
        case Verdict.UNTRUSTED:
            return Words(
                "不可信：文件上的印章不是本系统信任的印章，或者盖章时无权使用。",
                "Not to be trusted: the seal on it is none we trust, or was not in force when it was used.",
            )
        case _ if checks[3].passed and checks[4].passed and checks[5].passed:
            return Words(
                "不能确认：印章真实，但是登记簿中没有此文件。请向印章所属机关核实。",
                "Not confirmed: the seal is genuine, but the register has no such document. Ask the seal's organ.",
            )
        case _:
            return Words(
                "不能确认：登记簿中没有此文件，文件中也没有可以检查的印章。",
                "Not confirmed: the register has no such document, and the file has no seal that could be checked.",
            )
