"""Makes a paper: what a sheet says, laid out, tagged, with its facts inside and room for its seal's signature.

This is the door to papers: fill the facts into a template, compose the sheet, hand the result to the signer. Same
input, same bytes. Knows nothing of cases; keys and signatures are the signer's.
Source: PDF/A-3a (ISO 19005-3), PDF/UA-1 (ISO 14289-1), ETSI EN 319 142-1 §6 (room for the signature).
"""

from __future__ import annotations

from datetime import datetime

from signing import archive, certificate, official, tags
from signing.closing import SealPlace
from signing.faces import FontSet
from signing.pdf import EMPTY_BYTE_RANGE, File, Unsealed
from signing.sheet import Kind, Sheet
from signing.syntax import pdf_date, reference, text_string
from signing.tags import Element
from signing.wording import facts_unguarded, facts_used, fill

__all__ = ["Kind", "Sheet", "Unsealed", "compose", "facts_unguarded", "facts_used", "fill", "try_out"]

FIELD = "Seal"
"""Name of the signature field."""


def compose(sheet: Sheet, fonts: FontSet, *, at: datetime, reserve: int) -> Unsealed:
    """The finished paper with room for the signature.

    at is the instant of sealing, reserve how many hexadecimal digits the signature takes (signer.reserve_for).
    Raises MissingGlyph, PrivateUseCharacter, ControlCharacter, SealUndrawable, PaperTooLong, CertificateOverfull.
    """
    sheet = sheet.readable()
    said = _described(sheet)
    file, document = File(fonts, at=at, **said), Element("Document")
    place = _draw(sheet, fonts, file, document)
    signature = _add_signature(sheet, file, document, place, at, reserve)
    archive.describe(file, at=at, **said)
    archive.attach(file, archive.Attachment("decision.json", "application/json", sheet.facts, "结构化的决定内容"), at)
    tags.write(file, document)
    return file.finish(signature, reserve)


def try_out(sheet: Sheet, fonts: FontSet, *, at: datetime) -> None:
    """Draw the paper for nobody: raises what `compose` would raise, at half the cost, as no file is made of it."""
    sheet = sheet.readable()
    _draw(sheet, fonts, File(fonts, at=at, **_described(sheet)), Element("Document"))


def _described(sheet: Sheet) -> dict[str, str]:
    return {
        "title": f"{sheet.title} {sheet.number}",
        "author": sheet.organ,
        "subject": sheet.purpose,
        "language": sheet.language,
    }


def _draw(sheet: Sheet, fonts: FontSet, file: File, document: Element) -> SealPlace:
    kind = certificate if sheet.kind == "certificate" else official
    place: SealPlace = kind.draw(sheet, fonts, file, document)
    return place


def _add_signature(sheet: Sheet, file: File, document: Element, place: SealPlace, at: datetime, reserve: int) -> int:
    """Adds the signature dictionary with its room, and an empty field over the seal to click on; the former's number.

    The widget itself shows nothing: some viewers leave widgets out, so the seal is part of the page.
    Source: ISO 32000-1 §12.8.1, §12.8.2.2 (DocMDP: no changes); ETSI EN 319 142-1 §6.3.
    """
    signature = file.add(
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached %b /M %b /Name %b /Reason %b"
        b" /Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams"
        b" << /Type /TransformParams /P 1 /V /1.2 >> >>] /Contents <%b> >>"
        % (EMPTY_BYTE_RANGE, pdf_date(at), text_string(sheet.signatory), text_string(sheet.purpose), b"0" * reserve)
    )
    nothing = b"/Type /XObject /Subtype /Form /BBox [0 0 %.2f %.2f] /Resources << >>" % (place.side, place.side)
    appearance = file.add_stream(nothing, b"", plain=True)
    said = f"{sheet.seal.name}电子印章，点击查看签章信息"
    widget = file.add(
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%b) /TU %b /Contents %b /F 132 /StructParent %d /P %b"
        b" /Rect [%.2f %.2f %.2f %.2f] /V %b /AP << /N %b >> >>"
        % (FIELD.encode(), text_string(said), text_string(said), tags.annotation_parent(len(file.pages)),
           reference(place.page.object_number), place.x, place.y, place.x + place.side, place.y + place.side,
           reference(signature), reference(appearance))
    )  # fmt: skip
    place.page.annotate(widget)
    document.add("Form", said).kids.append(widget)
    file.set_catalog(
        AcroForm=b"<< /SigFlags 3 /Fields [%b] >>" % reference(widget),
        Perms=b"<< /DocMDP %b >>" % reference(signature),
        Lang=b"(%b)" % sheet.language.encode("ascii"),
    )
    return signature
