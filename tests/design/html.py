"""Reads rendered HTML as a list of tags, so that tests ask for meaning and not for white space."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "path", "hr"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.open = [], []

    def handle_starttag(self, tag, attrs):
        entry = {"tag": tag, "text": "", **dict(attrs)}
        self.tags.append(entry)
        if tag not in VOID:
            self.open.append(entry)

    def handle_endtag(self, tag):
        if self.open and self.open[-1]["tag"] == tag:
            self.open.pop()

    def handle_data(self, data):
        for entry in self.open:
            entry["text"] = " ".join(f"{entry['text']} {data}".split())


def tags(html, **wanted):
    """All tags whose attributes have the wanted values; `cls` asks for one class among several."""
    reader = _Reader()
    reader.feed(str(html))
    wanted_class = wanted.pop("cls", None)
    return [
        tag
        for tag in reader.tags
        if all(tag.get(name) == value for name, value in wanted.items())
        and (wanted_class is None or wanted_class in (tag.get("class") or "").split())
    ]


def only(html, **wanted):
    """The single tag that fits."""
    (found,) = tags(html, **wanted)
    return found
