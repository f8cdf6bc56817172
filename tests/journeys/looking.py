"""What is asked of every page: axe, the dark, narrow screens, language and direction, words of another language."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.journeys.conftest import DESKTOP
from tests.journeys.tour import Tour

Findings = dict[str, list[str]]  # by question; each answer begins with the page's name

WIDTHS = (320, 640)  # the narrowest telephone; a screen of 1280 pixels at twice the size
ALL_RULES = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}
# A device for everybody forgets the person before after a while: this one limit on time is needed (WCAG 2.2.1).
SHARED = {**ALL_RULES, "rules": {**ALL_RULES["rules"], "meta-refresh": {"enabled": False}}}
COLOURS = {"resultTypes": ["violations"], "preload": False, "runOnly": ["color-contrast", "link-in-text-block"]}
ASK_AXE = """async options => {
  const { violations } = await axe.run(document, options);
  const why = node => [...node.any, ...node.all, ...node.none].map(check => check.message);
  const told = node => `${node.html.slice(0, 160)} (${why(node)})`;
  return violations.map(rule => `${rule.id}: ${rule.nodes.map(told).join(" | ")}`);
}"""
SETTLED = """() => Promise.allSettled(
  document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished))"""
SIDEWAYS = """() => {
  const root = document.documentElement, much = root.scrollWidth - root.clientWidth;
  return much > 0 ? [`${much} pixels at ${root.clientWidth}`] : [];
}"""
FRAME = """([lang, dir]) => {
  const root = document.documentElement, found = [];
  if (root.lang !== lang || root.dir !== dir) found.push(`${root.lang} ${root.dir}`);
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) found.push(`${headings} h1`);
  if (!document.title.split(" – ")[0].trim()) found.push("no title");
  return found;
}"""
# Latin words in an Arabic page belong into an element that says so; signs of isolation in a text do the same.
# In parentheses stands the German word for what is on paper (docs/glossary.md).
STRAYS = """names => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const marked = "\\u2066[^\\u2069]*\\u2069|\\\\([^()]*\\\\)|\\\\S+@\\\\S+";
  const known = new RegExp(`${marked}|\\\\b(${names.join("|")})\\\\b`, "gu");
  while (walker.nextNode()) {
    const node = walker.currentNode, owner = node.parentElement;
    if (owner.closest("script, noscript, body [lang]:not([lang='ar']), body [dir='ltr'], bdi")) continue;
    if (/\\p{Script=Latin}{2}/u.test(node.data.replace(known, ""))) found.push(node.data.trim());
  }
  return found;
}"""
# What keeps its German name in the office's own Arabic texts: places, papers, institutions, laws, techniques.
NAMES = """
Kreis Unna|Unna|Königsborn|Kamener Straße|Lünen|Bergkamen|Bönen|Fröndenberg/Ruhr|Holzwickede|Kamen|Schwerte|Selm|Werne
Duldung|Aufenthaltsgestattung|Aufenthaltstitel|Fiktionsbescheinigung|Niederlassungserlaubnis
Jobcenter|Integration Point|Sozialamt|Bürgerbüro|Bundesdruckerei
AufenthG|AufenthV|DSGVO|BITVNRW|EN 301 549|WCAG|AA
QR|PDF|PIN|eAT|JavaScript|ABCD EFGH
"""


def look(page: Page, name: str, language: str, findings: Findings) -> None:
    """Ask everything of the page that stands in the browser, by day and by night, wide and narrow."""

    def note(question: str, answers: list[str]) -> None:
        findings[question] += [f"{name}: {answer}" for answer in answers]

    note("frame", page.evaluate(FRAME, [language, "rtl" if language == "ar" else "ltr"]))
    if language == "ar":
        note("words", page.evaluate(STRAYS, NAMES.split("\n")[1:-1]))
    note("axe", page.evaluate(ASK_AXE, SHARED if name.startswith("arrival") else ALL_RULES))
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLED)
    note("dark", page.evaluate(ASK_AXE, COLOURS))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        note("sideways", page.evaluate(SIDEWAYS))
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")


def walk(tour: Tour, stops: Iterator[str], findings: Findings) -> list[str]:
    """Look at every stop; their names."""
    names = []
    for name in stops:
        look(tour.page, name, tour.language, findings)
        names.append(name)
    return names
