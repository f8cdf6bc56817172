"""A process of its own that sweeps the outbox or writes into it, for tests that kill it or cut it off.

`python -m tests.notifications.process sweep before|after|end|never` stops at that point for each mail:
it prints the mail's name and waits for a line on its input; without input it goes on.
"""

import sys

import django


def main(deed: str, point: str) -> None:
    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from notifications import channels, messages, outbox
    from notifications.messages.message import Message

    class Stopping:
        """The real channel with a stop before or after it."""

        def __init__(self, channel):
            self.channel = channel

        def send(self, letter, *, name):
            stop("before", name)
            self.channel.send(letter, name=name)
            stop("after", name)

    def stop(here, name):
        if here == point:
            print(name, flush=True)  # noqa: T201 - the test listens
            sys.stdin.readline()

    letter = {"subject": "Prüfung", "text": "Guten Tag\n"}
    messages.BUILDERS["test"] = lambda identifiers, _language: Message(recipient=identifiers["to"], **letter)
    stopping = Stopping(channels.current()[-1])
    channels.current = lambda: [stopping]
    if deed == "sweep":
        outbox.sweep(now=timezone.now())
    else:
        with transaction.atomic():
            outbox.enqueue(template="test", identifiers={"to": "maryam@example.org"}, language="de", key="1")
    stop("end", "end")


if __name__ == "__main__":
    main(*sys.argv[1:])
