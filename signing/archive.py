"""What makes a PDF one that is still read in fifty years: metadata, colour space, and its facts as data inside.

Knows how PDF/A-3a and PDF/UA-1 want these said; what the paper says is none of its business.
Source: ISO 19005-3 §6.2.3, §6.6, §6.8; ISO 14289-1 §5; W3C XMP.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from xml.sax.saxutils import escape

from PIL import ImageCms

from signing.pdf import PRODUCER, File
from signing.syntax import pdf_date, reference, text_string

_UA_SCHEMA = """<pdfaExtension:schemas xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"""

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
{schema}
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate><xmp:CreatorTool>{producer}</xmp:CreatorTool>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the paper that says the same to machines."""

    name: str
    mime: str
    data: bytes
    description: str


@cache
def _srgb() -> bytes:
    """The sRGB profile; lcms writes the present time into its header (bytes 24 to 35), which is taken out."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return bytes(profile[:24] + bytes.fromhex("07d000010001000000000000") + profile[36:])


def describe(file: File, *, title: str, author: str, subject: str, language: str, at: datetime) -> None:
    """Adds XMP metadata and the output intent; title, author, subject and instant as in the file's information."""
    said = {"title": title, "author": author, "subject": subject, "language": language, "producer": PRODUCER}
    packet = _XMP.format(
        schema=_UA_SCHEMA,
        at=at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **{name: escape(text) for name, text in said.items()},
    )
    metadata = file.add_stream(b"/Type /Metadata /Subtype /XML", packet.encode(), plain=True)
    profile = file.add_stream(b"/N 3", _srgb())
    file.set_catalog(
        Metadata=reference(metadata),
        OutputIntents=b"[<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1)"
        b" /Info (sRGB IEC61966-2.1) /DestOutputProfile %b >>]" % reference(profile),
    )


def attach(file: File, attachment: Attachment, at: datetime) -> None:
    """Adds the file as an associated one of the whole paper (ISO 19005-3 §6.8)."""
    digest = hashlib.md5(attachment.data, usedforsecurity=False).hexdigest().encode()
    embedded = file.add_stream(
        b"/Type /EmbeddedFile /Subtype /%b /Params << /Size %d /ModDate %b /CheckSum <%b> >>"
        % (attachment.mime.replace("/", "#2F").encode(), len(attachment.data), pdf_date(at), digest),
        attachment.data,
    )
    name = b"(%b)" % attachment.name.encode("ascii")
    specification = file.add(
        b"<< /Type /Filespec /F %b /UF %b /AFRelationship /Data /Desc %b /EF << /F %b /UF %b >> >>"
        % (name, name, text_string(attachment.description), reference(embedded), reference(embedded))
    )
    file.set_catalog(
        AF=b"[%b]" % reference(specification),
        Names=b"<< /EmbeddedFiles << /Names [%b %b] >> >>" % (name, reference(specification)),
    )
