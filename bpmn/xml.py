"""The bytes of a file as an XML tree, or a refusal. Knows the dangers of XML; knows neither BPMN nor DMN.

1 size  2 number of tags, before anything is built  3 document type, refused before its entities are read
4 well-formed, without network, external files or huge text  5 number and depth of elements
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from bpmn.sayings import Said

MOST_BYTES = 10_000_000
MOST_ELEMENTS = 100_000
MOST_DEPTH = 60

Refusal = Callable[[str, Said, int], Exception]
"""Makes the error to raise from what is wrong (EMPTY, TOO-LARGE, DOCTYPE or NOT-XML), a sentence, and the line."""


def open_xml(data: bytes, refused: Refusal) -> etree._Element:
    """The root element. Raises what `refused` makes."""
    if not data.strip():
        raise refused("EMPTY", Said("文件是空的", "the file is empty"), 1)
    # 1, 2: a tag costs some 150 bytes once it is a node, so the count is taken on the raw bytes.
    if len(data) > MOST_BYTES:
        raise refused(
            "TOO-LARGE",
            Said(
                f"文件有{len(data):,}字节；最多读{MOST_BYTES:,}字节",
                f"the file has {len(data):,} bytes; at most {MOST_BYTES:,} are read",
            ),
            1,
        )
    if data.count(b"<") > 2 * MOST_ELEMENTS:
        raise refused(
            "TOO-LARGE",
            Said(f"文件的元素超过{MOST_ELEMENTS:,}个", f"the file has more than {MOST_ELEMENTS:,} elements"),
            1,
        )
    # 3, 4
    try:
        _read_prologue(data)
        root = etree.fromstring(data, _parser())
    except _DoctypeFound as found:
        raise refused(
            "DOCTYPE", Said(f"文件声明了文档类型{found}", f"the file declares a document type {found}"), 1
        ) from None
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if isinstance(error, etree.XMLSyntaxError) and error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise _not_xml(error, refused) from error
    # 5
    if root.xpath("count(//*)") > MOST_ELEMENTS:
        raise refused(
            "TOO-LARGE",
            Said(f"文件的元素超过{MOST_ELEMENTS:,}个", f"the file has more than {MOST_ELEMENTS:,} elements"),
            1,
        )
    too_deep = root.xpath("/*" * (MOST_DEPTH + 1))
    if too_deep:
        raise refused(
            "TOO-LARGE",
            Said(f"元素嵌套超过{MOST_DEPTH}层", f"elements are nested more than {MOST_DEPTH} deep"),
            too_deep[0].sourceline,
        )
    return root


class _DoctypeFound(Exception):
    """A document type stands before the root."""


class _RootReached(Exception):
    """The prologue is over, without a document type."""


class _Prologue:
    """Stops the parser at the document type or at the root, whichever comes first; entities are not even declared."""

    def doctype(self, name: str, public_id: str | None, system_url: str | None) -> None:
        raise _DoctypeFound(name)

    def start(self, tag: str, attributes: object) -> None:
        raise _RootReached

    def close(self) -> None:
        return None


def _read_prologue(data: bytes) -> None:
    prologue: Any = _Prologue()  # lxml calls the methods there are; its stubs ask for all of the interface
    parser = etree.XMLParser(target=prologue, resolve_entities=False, load_dtd=False, no_network=True)
    try:
        etree.fromstring(data, parser)
    except _RootReached:
        return


def _parser() -> etree.XMLParser[etree._Element]:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _not_xml(error: Exception, refused: Refusal) -> Exception:
    line = error.lineno or 1 if isinstance(error, etree.XMLSyntaxError) else 1
    reason = error.msg if isinstance(error, etree.XMLSyntaxError) and error.msg else str(error)
    kind = "TOO-LARGE" if "XML_PARSE_HUGE" in reason else "NOT-XML"
    said = reason.split(", line")[0]
    return refused(kind, Said(f"文件不是格式正确的XML：{said}", f"the file is not well-formed XML: {said}"), line)
