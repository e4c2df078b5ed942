"""What PDF/A-3a and PDF/UA-1 ask of a file beside its tags: metadata, dates, attachments."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Sequence
from typing import Any

import pydyf
from weasyprint import Attachment as Embedded

from reportkit.report.model import Attachment

EPOCH = dt.date(2000, 1, 1)
"""The date of reports whose export is not dated and whose builder sets none."""

_UA = "http://www.aiim.org/pdfua/ns/id/"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
_PROPERTY = "http://www.aiim.org/pdfa/ns/property#"

# ISO 14289-1, 5 (the identification) and ISO 19005-3, 6.6.2.3.2 (a schema that PDF/A does not
# know must be described where it is used).
_UA_IDENTIFICATION = f"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="{_UA}">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="{_EXTENSION}" \
xmlns:pdfaSchema="{_SCHEMA}" xmlns:pdfaProperty="{_PROPERTY}">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>{_UA}</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 to which the file conforms\
</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def moment_of(day: str | None) -> dt.datetime:
    """The moment that a report's files bear, never the present one.

    The export's day (ISO 8601), else SOURCE_DATE_EPOCH (seconds, reproducible-builds.org), else
    `EPOCH`.
    """
    if day is None and (seconds := os.environ.get("SOURCE_DATE_EPOCH", "")).isdigit():
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    date = dt.date.fromisoformat(day) if day else EPOCH
    return dt.datetime.combine(date, dt.time(), dt.UTC)


def describe(laid_out: Any, items: Sequence[Attachment], moment: dt.datetime) -> None:
    """Give a laid-out document its identification, dates and attachments.

    Whatever the HTML itself would attach is dropped. Names are sorted, as ISO 32000-1, 7.9.6
    asks of a name tree.
    """
    metadata = laid_out.metadata
    metadata.created = metadata.modified = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    generate = metadata.generate_rdf_metadata

    def with_identification(*arguments: Any) -> bytes:
        xml: bytes = generate(*arguments)
        return xml.replace(b"</rdf:RDF>", _UA_IDENTIFICATION.encode() + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = with_identification
    metadata.attachments = [
        Embedded(
            file_obj=io.BytesIO(item.content.encode()),
            name=item.name,
            description=item.description,
            created=moment,
            modified=moment,
            relationship="Source" if item.mime == "application/json" else "Data",
        )
        for item in sorted(items, key=lambda item: item.name)
    ]


def finish(pdf: Any) -> None:
    """List each attached file once, and leave the metadata readable by plain tools."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    for item in pdf.objects:
        if getattr(item, "extra", None) and item.extra.get("Type") == "/Metadata":
            item.compress = False
