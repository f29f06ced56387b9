"""The eight checks of a sealed PDF: from facts to a yes or no with a sentence a layman reads.

Each function is one step of the recipe stated in `verify`. A step answers yes, no, or None when it could not be carried
out; only facts decide, so the same facts always give the same report. Knows neither PDF nor which verdict follows.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from signing.examination import Examination, SealFound
from signing.report import Check, RegisterEntry, Words
from signing.trust import Trust

CLOCKS_DIFFER = timedelta(days=1)
"""A seal that says it was set later than this after the present is not believed."""

_TROUBLE = {
    "time": Words("检查超过了允许的时间", "examining it took longer than allowed"),
    "memory": Words("检查需要的内存超过了允许的范围", "examining it took more memory than allowed"),
    "size": Words("文件过大", "it is too large to be examined"),
    "crash": Words("文件使检查程序异常终止", "it brought the examining program down"),
}
_NOT_EXAMINED = Words("文件无法检查，此项不能判断。", "The file could not be examined, so this cannot be said.")
_NO_SEAL = Words("文件中没有电子印章。", "There is no electronic seal in the file.")
_SEAL_DESTROYED = Words(
    "文件中的电子印章已被破坏，无法辨认属于谁。",
    "The electronic seal in the file is destroyed; whose it was cannot be told.",
)


def readable(found: Examination) -> Check:
    """Step 1: the file is a PDF that can be read to the end."""
    title = Words("文件可以读取", "The file can be read")
    if found.readable:
        return Check(1, "readable", True, title, Words("这是一个完整的PDF文件。", "It is a complete PDF file."))
    if found.trouble in _TROUBLE:
        why = _TROUBLE[found.trouble]
        detail = Words(f"未能完成检查：{why.zh}。", f"The examination was not finished: {why.en}.")
        return Check(1, "readable", None, title, detail)
    detail = Words("不是PDF文件，或者文件已损坏。", f"It is no PDF, or a damaged one ({found.trouble}).")
    return Check(1, "readable", False, title, detail)


def issued(entry: RegisterEntry | None, original: RegisterEntry | None) -> Check:
    """Step 2: its SHA-256 stands in the register."""
    title = Words("已在发文登记簿中", "It is in the register of issued documents")
    if entry:
        detail = Words(
            f"与登记簿中{entry.organ}于{entry.issued_on.isoformat()}制发的{entry.number}逐字节一致。",
            f"Byte for byte the {entry.number} that {entry.organ} issued on {entry.issued_on.isoformat()}.",
        )
        return Check(2, "issued", True, title, detail)
    if original:
        detail = Words(
            f"文件的前一部分是登记簿中的{original.number}，其后添加的内容没有登记。",
            f"Its first part is the registered {original.number}; what was added behind it is not registered.",
        )
        return Check(2, "issued", False, title, detail)
    detail = Words("登记簿中没有与此文件完全相同的文件。", "The register holds no file that is exactly this one.")
    return Check(2, "issued", False, title, detail)


def intact(found: Examination, seal: SealFound | None) -> Check:
    """Step 3: a seal speaks for every byte, and they are the bytes that were sealed."""
    title = Words("盖章后没有改动或添加", "Nothing was changed or added after sealing")
    if seal is None or not seal.fingerprint:
        return _without_seal(3, "intact", title, found, seal)
    if seal.intact is None:
        return Check(3, "intact", None, title, _NOT_EXAMINED)
    if not seal.intact:
        detail = Words("盖章后文件内容被改动。", "The content was changed after it was sealed.")
        return Check(3, "intact", False, title, detail)
    if seal.whole is None:
        return Check(3, "intact", None, title, _NOT_EXAMINED)
    if not seal.whole:
        detail = Words("盖章后文件中被添加了内容。", "Something was added to the file after it was sealed.")
        return Check(3, "intact", False, title, detail)
    detail = Words(
        "印章覆盖整个文件，内容与盖章时一致。", "The seal speaks for the whole file, and it is as it was sealed."
    )
    return Check(3, "intact", True, title, detail)


def signature(found: Examination, seal: SealFound | None) -> Check:
    """Step 4: the signature was made with the key of the certificate."""
    title = Words("印章签名真实", "The seal's signature is genuine")
    if seal is None or not seal.fingerprint:
        return _without_seal(4, "signature", title, found, seal)
    name = _name(seal)
    if seal.genuine is None:
        return Check(4, "signature", None, title, _NOT_EXAMINED)
    if not seal.genuine:
        detail = Words(
            f"签名不是用“{name}”的密钥作出的，或者已被破坏。",
            f"The signature was not made with the key of {name}, or it is damaged.",
        )
        return Check(4, "signature", False, title, detail)
    detail = Words(f"签名是用“{name}”的密钥作出的。", f"The signature was made with the key of {name}.")
    return Check(4, "signature", True, title, detail)


def chain(found: Examination, seal: SealFound | None, at: datetime) -> Check:
    """Step 5: the certificate leads to a root we trust and was valid when it was sealed."""
    title = Words("印章由可信的机构签发", "The seal comes from a trusted source")
    if seal is None or not seal.fingerprint:
        return _without_seal(5, "chain", title, found, seal)
    name = _name(seal)
    if seal.anchored is None:
        return Check(5, "chain", None, title, _NOT_EXAMINED)
    if not seal.anchored:
        detail = Words(
            f"“{name}”不是本系统信任的机构签发的；任何人都能制作同名、同图样的印章。",
            f"{name} was not issued by anybody we trust; a seal with any name and picture can be made by anyone.",
        )
        return Check(5, "chain", False, title, detail)
    if seal.claimed_at and seal.claimed_at > at + CLOCKS_DIFFER:
        detail = Words("文件自称的盖章时间在将来。", "The file says it was sealed in the future.")
        return Check(5, "chain", False, title, detail)
    if seal.in_time is None:
        detail = Words(
            f"“{name}”由可信的机构签发，但是盖章时间不明。",
            f"{name} was issued by an authority we trust, but the time of sealing is unknown.",
        )
        return Check(5, "chain", None, title, detail)
    if not seal.in_time:
        detail = Words(
            f"盖章时“{name}”的证书不在有效期内。", f"When it was sealed the certificate of {name} was not valid."
        )
        return Check(5, "chain", False, title, detail)
    detail = Words(
        f"“{name}”由可信的机构签发，盖章时有效。",
        f"{name} was issued by an authority we trust and was valid when used.",
    )
    return Check(5, "chain", True, title, detail)


def permitted(found: Examination, seal: SealFound | None, entry: RegisterEntry | None, trust: Trust) -> Check:
    """Step 6: that key was allowed to act as that seal when it was sealed."""
    title = Words("盖章时有权使用该印章", "The seal was in force when it was used")
    if seal is None or not seal.fingerprint:
        return _without_seal(6, "permitted", title, found, seal)
    name = _name(seal)
    if entry and entry.seal and entry.seal != seal.fingerprint:
        detail = Words(
            "文件上的印章不是登记簿中记载的印章。", "The seal on the file is not the one the register names."
        )
        return Check(6, "permitted", False, title, detail)
    permit = trust.permits.get(seal.fingerprint)
    if permit is None:
        detail = Words(f"“{name}”不在本机关启用的印章之列。", f"{name} is not among the seals taken into use here.")
        return Check(6, "permitted", False, title, detail)
    sealed_at = entry.sealed_at if entry else seal.claimed_at
    if sealed_at is None:
        return Check(6, "permitted", None, title, Words("盖章时间不明。", "The time of sealing is unknown."))
    if not permit.covers(sealed_at):
        detail = Words(
            f"{_day(sealed_at)}“{name}”尚未启用或者已经停用。",
            f"On {_day(sealed_at)} {name} was not yet, or no longer, in use.",
        )
        return Check(6, "permitted", False, title, detail)
    detail = Words(f"{_day(sealed_at)}“{name}”正常使用。", f"On {_day(sealed_at)} {name} was in use.")
    return Check(6, "permitted", True, title, detail)


def certified(found: Examination, seal: SealFound | None) -> Check:
    """Step 7: the seal forbids every change, and none was made."""
    title = Words("印章禁止任何改动", "The seal forbids every change")
    if seal is None or not seal.fingerprint:
        return _without_seal(7, "certified", title, found, seal)
    if seal.certified is None:
        return Check(7, "certified", None, title, _NOT_EXAMINED)
    if not seal.certified:
        detail = Words(
            "文件没有声明禁止改动，或者违反了这一声明。",
            "The file does not state that changes are forbidden, or it goes against that statement.",
        )
        return Check(7, "certified", False, title, detail)
    detail = Words(
        "文件声明盖章后禁止任何改动，并且没有违反。", "Changes are forbidden after sealing, and there are none."
    )
    return Check(7, "certified", True, title, detail)


def status(entry: RegisterEntry | None) -> Check:
    """Step 8: what the register says about the document's force."""
    title = Words("文书仍然有效", "The document still stands")
    if entry is None:
        return Check(
            8,
            "status",
            None,
            title,
            Words("此文件没有登记，无状态可查。", "It is not registered, so it has no status."),
        )
    since = entry.since.isoformat() if entry.since else ""
    if entry.status == "replaced":
        by = entry.replaced_by
        detail = Words(
            f"已{f'于{since}' if since else ''}被{by or '其他文书'}替代。",
            f"It was replaced by {by or 'another document'}{f' on {since}' if since else ''}.",
        )
        return Check(8, "status", False, title, detail)
    if entry.status == "expired":
        last = entry.valid_until.isoformat() if entry.valid_until else ""
        return Check(8, "status", False, title, Words(f"有效期至{last}，已经届满。", f"It expired on {last}."))
    if entry.status in _NO_LONGER:
        said = _NO_LONGER[entry.status]
        detail = Words(
            f"已{f'于{since}' if since else ''}{said.zh}。", f"It was {said.en}{f' on {since}' if since else ''}."
        )
        return Check(8, "status", False, title, detail)
    if entry.valid_until:
        last = entry.valid_until.isoformat()
        return Check(
            8, "status", True, title,
            Words(f"登记状态为有效，有效期至{last}。", f"The register calls it valid, until {last}."),
        )  # fmt: skip
    return Check(8, "status", True, title, Words("登记状态为有效。", "The register calls it valid."))


_NO_LONGER = {
    "revoked": Words("被撤销或者废止", "revoked"),
    "suspended": Words("被暂扣，暂停有效", "suspended"),
    "cancelled": Words("被注销", "cancelled"),
}


def _without_seal(number: int, name: str, title: Words, found: Examination, seal: SealFound | None) -> Check:
    """The answer of every check about a seal when there is none, or none that can be recognised."""
    if seal is not None:
        return Check(number, name, False, title, _SEAL_DESTROYED)
    if found.readable:
        return Check(number, name, False, title, _NO_SEAL)
    return Check(number, name, None, title, _NOT_EXAMINED)


def _name(seal: SealFound) -> str:
    return seal.name or seal.organ or seal.fingerprint[:16]


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
