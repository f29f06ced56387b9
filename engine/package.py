"""The package in which a dossier leaves the office: laid out, checked against itself, its tampering named.

Pure: files in, one archive out, and back. The same dossier gives the same bytes. Whoever has the package alone can
check it: every file against the list of checksums, the list against its signature, what was answered, handed in and
sealed against the chained entries, the definition against its fingerprint.
Source: structure after GB/T 42727-2023; the four checks after 档案法实施条例第四十条.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import orjson

from engine.audit import canonical, digest_of, first_break
from engine.errors import Refusal
from engine.files import kind_of
from engine.matter.folder import fingerprint
from engine.terms import Titled
from engine.zips import SPOILED, leads_out
from signing.checkpoints import is_signed, key_id

INDEX, METADATA = "index.json", "metadata.xml"
ENTRIES, HASHES = "audit/entries.jsonl", "audit/hashes.txt"
CHECKSUMS, SIGNATURE = "manifest-sha256.txt", "signature.json"
FORMAT = "dossier/v1"
MOST_BYTES, MOST_FILES = 2_000_000_000, 10_000
_EPOCH = (1980, 1, 1, 0, 0, 0)

Files = Mapping[str, bytes]


class PackageUnreadable(Refusal):
    """The file is no package of a dossier, or one too large to be opened."""

    code = "ARCHIVE-UNREADABLE"
    remedy = "Give the file that `sealflow archive make` wrote, whole and unpacked by nobody."
    status = 422


@dataclass(frozen=True, slots=True)
class Check:
    """One of the four checks of an archive, with everything it found."""

    name: str
    titled: Titled
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether it found nothing."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Examined:
    """What a package holds, and what the checks found."""

    index: Mapping[str, Any]
    key: str
    """The id of the key that signed it; to be compared with the office's."""
    checks: tuple[Check, ...]

    @property
    def intact(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)


_CHECKS = {
    "authenticity": Titled("真实性", "authenticity"),
    "integrity": Titled("完整性", "integrity"),
    "usability": Titled("可用性", "usability"),
    "safety": Titled("安全性", "safety"),
}


def pack(files: Files, key: Any) -> bytes:
    """The files with their checksums, signed by a checkpoint key, as one archive.

    Stored, not compressed: the bytes must not depend on the version of a library.
    """
    listed = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()
    signature = {"key": key.id, "public": key.public.hex(), "signature": key.sign(_statement(listed)).hex()}
    whole = {**files, CHECKSUMS: listed, SIGNATURE: canonical(signature)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(whole):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), whole[name])
    return buffer.getvalue()


def metadata(index: Mapping[str, Any]) -> bytes:
    """What the index says, as the XML that archives ask for."""
    root = ElementTree.Element("dossier", {"format": FORMAT})
    _element(root, "case", index["case"])
    for kind in ("answers", "materials", "documents"):
        group = ElementTree.SubElement(root, kind)
        for row in index[kind]:
            _element(group, "file", row)
    _element(root, "audit", {"entries": index["entries"], "head": index["head"]})
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def examine(data: bytes, key: str = "") -> Examined:
    """Everything that can be said of a package without the office. key: the id of the office's key, where it is known.

    Raises PackageUnreadable for what is none at all.
    """
    unsafe, files = _unpacked(data)
    found: dict[str, list[str]] = {name: [] for name in _CHECKS}
    found["safety"] += unsafe
    found["integrity"] += _against_the_list(files)
    signer, signed = _signed(files, key)
    found["authenticity"] += signed
    index: Mapping[str, Any] = {}
    try:
        index = orjson.loads(files[INDEX])
        bodies, chained = _chain(files[ENTRIES], files[HASHES], index)
        found["authenticity"] += chained
        found["authenticity"] += _told(files, index, bodies)
        found["integrity"] += _whole(files, index, bodies)
        found["usability"] += _usable(files, index)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        found["usability"].append(f"the package cannot be read on: {type(error).__name__}: {error}")
    checks = tuple(Check(name, titled, tuple(found[name])) for name, titled in _CHECKS.items())
    return Examined(index, signer, checks)


def _statement(listed: bytes) -> bytes:
    return canonical({"sealflow": FORMAT, "manifest": hashlib.sha256(listed).hexdigest()})


def _element(parent: ElementTree.Element, name: str, values: Mapping[str, Any]) -> None:
    element = ElementTree.SubElement(parent, name)
    for key, value in values.items():
        if value not in (None, ""):
            ElementTree.SubElement(element, key).text = str(value)


def _unpacked(data: bytes) -> tuple[list[str], dict[str, bytes]]:
    """What is unsafe about the archive, and the files that are not."""
    problems: list[str] = []
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_BYTES:
                raise PackageUnreadable(f"it holds more than {MOST_FILES:,} files or {MOST_BYTES // 10**9} GB")
            for part in parts:
                name = part.filename
                if name in files:
                    problems.append(f"{name} stands in it twice")
                elif leads_out(name):
                    problems.append(f"{name!a} leads out of the package")
                elif part.flag_bits & 1 or part.compress_type != zipfile.ZIP_STORED:
                    problems.append(f"{name} is encrypted or compressed")
                else:
                    files[name] = archive.read(part)
            if archive.comment:
                problems.append("something is written behind the archive")
    except (*SPOILED, OSError) as error:
        raise PackageUnreadable(f"it is no whole archive: {error}") from error
    if CHECKSUMS not in files and INDEX not in files:
        raise PackageUnreadable(f"it holds neither {INDEX} nor {CHECKSUMS}")
    return problems, files


def _against_the_list(files: Files) -> list[str]:
    """Files that have changed, gone or come, by the list of checksums."""
    listed: dict[str, str] = {}
    for line in files.get(CHECKSUMS, b"").decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    problems = [f"{name} has gone" for name in listed if name not in files]
    problems += [
        f"{name} has changed"
        for name, digest in listed.items()
        if name in files and hashlib.sha256(files[name]).hexdigest() != digest
    ]
    extra = files.keys() - listed.keys() - {CHECKSUMS, SIGNATURE}
    return problems + [f"{name} was put in" for name in sorted(extra)]


def _signed(files: Files, key: str) -> tuple[str, list[str]]:
    """The id of the signing key, and what is wrong with the signature."""
    try:
        said = orjson.loads(files[SIGNATURE])
        public, signature = bytes.fromhex(said["public"]), bytes.fromhex(said["signature"])
    except (KeyError, ValueError, TypeError) as error:
        return "", [f"{SIGNATURE} cannot be read: {error}"]
    signer = key_id(public)
    if not is_signed(public, _statement(files.get(CHECKSUMS, b"")), signature):
        return signer, [f"{CHECKSUMS} is not as it was signed"]
    if key and signer != key:
        return signer, [f"it was signed by the key {signer}, not by {key}"]
    return signer, []


def _chain(lines: bytes, hashes: bytes, index: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], list[str]]:
    """The entries, and the first place where their chain does not hold."""
    bodies = lines.splitlines()
    entries = [orjson.loads(body) for body in bodies]
    recorded = [bytes.fromhex(line) for line in hashes.decode("ascii").split()]
    chain = [(entry["number"], body, hash) for entry, body, hash in zip(entries, bodies, recorded, strict=False)]
    broken = first_break(index["case"]["number"], chain, bytes.fromhex(index["head"]))
    return entries, [f"{ENTRIES}: entry {broken.entry}: {broken.why}"] if broken else []


def _told(files: Files, index: Mapping[str, Any], bodies: list[Mapping[str, Any]]) -> Iterator[str]:
    """What says otherwise than the entries."""
    said = {body["number"]: body for body in bodies}
    for row in index["answers"]:
        written = files.get(row["file"], b"") + row["note"].encode()
        if said.get(row["entry"], {}).get("content") != digest_of(written, bytes.fromhex(row["salt"])):
            yield f"{row['file']}: entry {row['entry']} tells of other answers"
    for row in index["materials"]:
        handed_in = {"material": row["material"], "sha256": hashlib.sha256(files.get(row["file"], b"")).hexdigest()}
        if handed_in not in said.get(row["entry"], {}).get("files", ()):
            yield f"{row['file']}: entry {row['entry']} tells of another file"
    sealed = {body["number_of"]: body["sha256"] for body in bodies if body["act"] == "seal"}
    for row in index["documents"]:
        if sealed.get(row["number"]) != hashlib.sha256(files.get(row["file"], b"")).hexdigest():
            yield f"{row['file']}: {row['number']} was sealed with another content"
    definition = {name.partition("/")[2]: data for name, data in files.items() if name.startswith("definition/")}
    if bodies and fingerprint(definition) != bodies[0].get("bundle"):
        yield "definition: it is not the one under which the case was handled"
    if files.get(METADATA) != metadata(index):
        yield f"{METADATA}: it says otherwise than {INDEX}"


def _whole(files: Files, index: Mapping[str, Any], bodies: list[Mapping[str, Any]]) -> Iterator[str]:
    """What the entries tell of and the package lacks; what was erased under the law is named in the index."""
    kept = {row["entry"] for row in index["answers"]} | set(index["erased"])
    answered = (body["number"] for body in bodies if body.get("content"))
    yield from (f"the answers of entry {number} are missing" for number in answered if number not in kept)
    held = {(row["entry"], row["material"]) for row in index["materials"]}
    for body in bodies:
        for file in body.get("files", ()):
            if (body["number"], file["material"]) not in held and body["number"] not in index["erased"]:
                yield f"{file['material']}, handed in with entry {body['number']}, is missing"
    numbers = {row["number"] for row in index["documents"]}
    yield from (f"{b['number_of']} is missing" for b in bodies if b["act"] == "seal" and b["number_of"] not in numbers)
    named = {row["file"] for kind in ("answers", "materials", "documents") for row in index[kind]}
    yield from (f"{name} is missing" for name in sorted(named - files.keys()))


def _usable(files: Files, index: Mapping[str, Any]) -> Iterator[str]:
    """Files that are not of the kind they should be."""
    for row in index["materials"]:
        if row["file"] in files and kind_of(files[row["file"]]) != row["kind"]:
            yield f"{row['file']} is no {row['kind']}"
    for row in index["documents"]:
        if row["file"] in files and kind_of(files[row["file"]]) != "pdf":
            yield f"{row['file']} is no pdf"
    for row in index["answers"]:
        orjson.loads(files[row["file"]])
