"""Small office files, made by the standard library: another hand than the one under test."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
DATE = (2019, 3, 7, 11, 22, 34)
STYLES = (
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Sub"><w:name w:val="My own"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:styleId="Q"><w:name w:val="Intense Quote"/></w:style>'
    '<w:style w:styleId="C"><w:name w:val="HTML Code"/></w:style>'
    '<w:style w:styleId="L"><w:name w:val="List Paragraph"/></w:style>'
    '<w:style w:styleId="Deep"><w:name w:val="Deep"/><w:outlineLvl w:val="2"/></w:style>'
    '<w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>'
)


def archive(members, *, method=zipfile.ZIP_DEFLATED, comment=b"", tweak=None):
    """A zip of (name, bytes) pairs, every one with a date, attributes and an extra field."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.comment = comment
        for number, (name, content) in enumerate(members):
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_STORED if number == 0 else method
            info.external_attr = 0o640 << 16
            info.extra = b"\x99\x99\x02\x00ab"
            if tweak:
                tweak(info)
            zipped.writestr(info, content)
    return out.getvalue()


def run(text, looks="", *, space=' xml:space="preserve"'):
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f"<w:r>{properties}<w:t{space}>{text}</w:t></w:r>"


def paragraph(*runs, style="", properties=""):
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    before = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{before}{''.join(runs)}</w:p>"


def part(body, root="document"):
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<w:{root} xmlns:w="{W}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        f'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">{body}</w:{root}>'
    ).encode()


def docx(*body, extra=(), styles=STYLES, types=(), default="", **options):
    """A Word document of some paragraphs; `extra`: (name, kind, content) of further parts.

    `default`: the kind of every XML part; the document's own is then not told another way.
    """
    parts = [("word/document.xml", MAIN), ("word/styles.xml", KIND.format("styles"))]
    parts += [(name, KIND.format(kind)) for name, kind, _ in extra if kind] + list(types)
    listed = "".join(f'<Override PartName="/{n}" ContentType="{kind}"/>' for n, kind in parts)
    if default:
        told = f'<Override PartName="/{parts[0][0]}" ContentType="{parts[0][1]}"/>'
        listed = listed.replace(told, f'<Default Extension="xml" ContentType="{default}"/>')
    types_part = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f"{listed}</Types>"
    )
    return archive(
        [
            ("[Content_Types].xml", types_part),
            ("word/document.xml", part(f"<w:body>{''.join(body)}</w:body>")),
            ("word/media/image1.png", b"\x89PNG not really" * 9),
            ("word/styles.xml", part(styles, "styles")),
            *((name, content) for name, _, content in extra),
            ("docProps/core.xml", b"<core><modified>2019-03-07</modified></core>"),
        ],
        **options,
    )
