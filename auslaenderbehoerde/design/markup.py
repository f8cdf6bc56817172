"""Text and codes turned into safe HTML."""

from itertools import groupby
from urllib.parse import urlsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4  # modules of white around a QR code (ISO/IEC 18004)


def _parser() -> MarkdownIt:
    """CommonMark without raw HTML and images; headings start below the page's own h1."""
    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    parser.add_render_rule("heading_open", _shifted_heading)
    parser.add_render_rule("heading_close", _shifted_heading)
    parser.add_render_rule("link_open", _link)
    return parser


def _shifted_heading(renderer, tokens, index, options, env):
    token = tokens[index]
    token.tag = f"h{min(max(int(token.tag[1]), 2), 6)}"
    return renderer.renderToken(tokens, index, options, env)


def _link(renderer, tokens, index, options, env):
    token = tokens[index]
    token.attrSet("class", "kern-link")
    if urlsplit(str(token.attrGet("href"))).netloc:
        token.attrSet("rel", "external noopener noreferrer")
    return renderer.renderToken(tokens, index, options, env)


PARSER = _parser()


def html_of(text: str) -> SafeString:
    return mark_safe(PARSER.render(text))  # noqa: S308 - the parser escapes HTML and refuses script addresses


def qr_drawing(text: str, label: str) -> SafeString:
    """An SVG without styles, dark on white in every colour scheme so that scanners read it."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    return format_html(
        '<svg class="abh-qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>',
        label=label,
        size=len(rows),
        path="".join(_bars(row, y) for y, row in enumerate(rows)),
    )


def _bars(row: list[bool], y: int) -> str:
    """The dark runs of one row as path commands."""
    bars, x = [], 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            bars.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(bars)
