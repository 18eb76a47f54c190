"""Small, valid PDF files."""

from __future__ import annotations

_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_PADDING = b"%" + b"." * 1022 + b"\n"


def make_pdf(lines: list[str], megabytes: int = 0) -> bytes:
    """Make one page with these lines, at least so many megabytes large."""
    stream = _text(lines)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
        b" /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = bytearray(_HEAD + _PADDING * (1024 * megabytes))
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return bytes(body) + _trailer(offsets, len(body))


def _trailer(offsets: list[int], start: int) -> bytes:
    count = len(offsets) + 1
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\n" % count
        + b"startxref\n%d\n%%%%EOF\n" % start
    )


def _text(lines: list[str]) -> bytes:
    shown = b"".join(b"(%s) Tj 0 -20 Td\n" % _escaped(line) for line in lines)
    return b"BT /F1 12 Tf 60 780 Td\n" + shown + b"ET"


def _escaped(line: str) -> bytes:
    for mark in ("\\", "(", ")"):
        line = line.replace(mark, "\\" + mark)
    return line.encode("latin-1", "replace")
