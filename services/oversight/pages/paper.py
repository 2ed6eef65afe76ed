"""What every PDF of ours has: A4, a font that spells every European name, and text that can be taken out.

ReportLab draws it (BSD licence, pure Python); the font is Roboto (Apache licence), which comes as a package.
"""

import io
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from typing import Any

import font_roboto
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

REGULAR, BOLD = "Roboto", "Roboto-Bold"
INK, QUIET, LINE = (colors.HexColor(code) for code in ("#212b32", "#4c6272", "#aeb7bd"))
MARGIN = 16 * mm
WIDTH = A4[0] - 2 * MARGIN

_GRID = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
)


@cache
def _glyphs() -> frozenset[int]:
    """Make the font known, once; which characters it has."""
    for name, file in ((REGULAR, font_roboto.Roboto), (BOLD, font_roboto.RobotoBold)):
        pdfmetrics.registerFont(TTFont(name, file))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    font: Any = pdfmetrics.getFont(REGULAR)
    return frozenset(font.face.charToGlyph)


def printable(text: str) -> str:
    """A character the font lacks is named, so that paper never shows less than was written."""
    glyphs = _glyphs()
    return "".join(s if s in "\n\t" or ord(s) in glyphs else f"[U+{ord(s):04X}]" for s in text)


@cache
def _style(size: float, *, bold: bool = False, quiet: bool = False, after: float = 2) -> ParagraphStyle:
    _glyphs()
    return ParagraphStyle(
        f"{size}{bold}{quiet}{after}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.3,
        textColor=QUIET if quiet else INK,
        spaceAfter=after,
        splitLongWords=1,
    )


def _marked(text: str) -> str:
    """ReportLab reads its texts as XML."""
    return escape(printable(text), quote=False).replace("\n", "<br/>")


def heading(text: str, size: float = 13) -> Paragraph:
    """Stays with what follows it."""
    style = ParagraphStyle("h", parent=_style(size, bold=True, after=3), keepWithNext=1, spaceBefore=size / 2)
    return Paragraph(_marked(text), style)


def prose(text: str, *, size: float = 9, quiet: bool = False, after: float = 2) -> Paragraph:
    return Paragraph(_marked(text), _style(size, quiet=quiet, after=after))


def stated(label: str, value: str, *, size: float = 9) -> Paragraph:
    """A label and its value, which may be long: it flows from page to page."""
    return Paragraph(f"<b>{_marked(label)}:</b> {_marked(value)}", _style(size))


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float], *, size: float = 8
) -> Flowable:
    """Widths are shares of the page's; the header is repeated on each page."""
    head = [Paragraph(_marked(text), _style(size, bold=True, after=0)) for text in columns]
    body = [[Paragraph(_marked(text), _style(size, after=0)) for text in row] for row in rows]
    shares = [WIDTH * share / sum(widths) for share in widths]
    return Table([head, *body], colWidths=shares, repeatRows=1, splitInRow=1, style=_GRID)


def printed(story: list[Flowable], *, title: str, foot: str) -> bytes:
    """The whole document. Nothing is fetched from anywhere."""
    _glyphs()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 6 * mm,
        title=printable(title),
        author="Safety Cascade",
        subject=printable(foot),
        lang="en-GB",
        initialFontName=REGULAR,
        displayDocTitle=1,
    )

    def draw_foot(canvas: Any, _: Any) -> None:
        canvas.setFont(REGULAR, 7.5)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, MARGIN, printable(foot))
        canvas.drawRightString(A4[0] - MARGIN, MARGIN, f"Page {canvas.getPageNumber()}")

    document.build(story, onFirstPage=draw_foot, onLaterPages=draw_foot)
    return out.getvalue()
