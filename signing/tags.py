"""The structure of a paper for those who cannot see it: a tree of headings, paragraphs, tables and figures.

Each element knows the pieces of page content that show it, also over several pages. Knows how the tree is written into
a PDF; what belongs into it is for others to say.
Source: ISO 32000-1 §14.7–14.8, ISO 14289-1 (PDF/UA-1).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from signing.pdf import File, Page
from signing.syntax import number, reference, text_string


@dataclass(slots=True, eq=False)
class Element:
    """One node of the tree, by its standard structure type: H1, P, Table …"""

    role: str
    alternative: str = ""
    """What a figure shows, in words."""
    attributes: bytes = b""
    kids: list[Element | tuple[Page, int] | int] = field(default_factory=list)
    """In reading order: elements, pieces of content (page and mark), or the object number of an annotation."""

    def add(self, role: str, alternative: str = "", attributes: bytes = b"") -> Element:
        """A new last child."""
        kid = Element(role, alternative, attributes)
        self.kids.append(kid)
        return kid

    def begin(self, page: Page) -> None:
        """Begins a piece of content of this element; `page.end()` ends it."""
        self.kids.append((page, page.mark(self.role)))


def table_header(scope: str) -> bytes:
    """The attributes of a TH: it stands over a Column or before a Row."""
    return b"<< /O /Table /Scope /%b >>" % scope.encode()


def table_span(columns: int) -> bytes:
    """The attributes of a cell that is as wide as several."""
    return b"<< /O /Table /ColSpan %d >>" % columns


def figure_box(x: float, y: float, width: float, height: float) -> bytes:
    box = " ".join(number(side) for side in (x, y, x + width, y + height))
    return f"<< /O /Layout /BBox [{box}] /Placement /Block >>".encode()


def annotation_parent(file_pages: int) -> int:
    """The key in the parent tree of a file's only annotation: the one after those of its pages."""
    return file_pages


def write(file: File, document: Element) -> None:
    """Adds the tree under `document` and names it in the catalog. All pages must be drawn."""
    root = file.reserve()
    parents: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    annotation = b""

    def put(element: Element, parent: int, own: int) -> None:
        nonlocal annotation
        page: Page | None = None
        kids: list[bytes] = []
        for kid in element.kids:
            if isinstance(kid, Element):
                at = file.reserve()
                put(kid, own, at)
                kids.append(reference(at))
            elif isinstance(kid, int):
                annotation = b" %d %b" % (annotation_parent(len(file.pages)), reference(own))
                page = page or file.pages[-1]
                kids.append(b"<< /Type /OBJR /Obj %b /Pg %b >>" % (reference(kid), reference(page.object_number)))
            else:
                kid_page, mark = kid
                page = page or kid_page
                parents[kid_page.index].append((mark, own))
                kids.append(
                    b"%d" % mark
                    if kid_page is page
                    else b"<< /Type /MCR /Pg %b /MCID %d >>" % (reference(kid_page.object_number), mark)
                )
        body = [b"<< /Type /StructElem /S /%b /P %b /K [%b]" % (element.role.encode(), reference(parent),
                                                                 b" ".join(kids))]  # fmt: skip
        if page:
            body.append(b"/Pg " + reference(page.object_number))
        if element.alternative:
            body.append(b"/Alt " + text_string(element.alternative))
        if element.attributes:
            body.append(b"/A " + element.attributes)
        file.put(own, b" ".join((*body, b">>")))

    top = file.reserve()
    put(document, root, top)
    pages = b" ".join(
        b"%d [%b]" % (index, b" ".join(reference(own) for _, own in sorted(marks)))
        for index, marks in sorted(parents.items())
    )
    file.put(
        root,
        b"<< /Type /StructTreeRoot /K %b /ParentTree << /Nums [%b%b] >> /ParentTreeNextKey %d >>"
        % (reference(top), pages, annotation, len(file.pages) + 1),
    )
    file.set_catalog(
        StructTreeRoot=reference(root),
        MarkInfo=b"<< /Marked true >>",
        ViewerPreferences=b"<< /DisplayDocTitle true >>",
    )
