"""Handlers that leave a mark of what they handled, or fail half-way."""

import json

from plugin.store.creators import Creator


def remember(session, delivery, settings, now) -> str:
    """A handler that leaves a mark of each delivery: a creator named after the body."""
    session.add(Creator(name=json.loads(delivery.body)["name"], created_at=now, updated_at=now))
    return "Remembered."


def raising(error: Exception):
    """A handler that writes, and then fails."""

    def handle(session, delivery, settings, now) -> str:
        session.add(Creator(name="half done", created_at=now, updated_at=now))
        session.flush()
        raise error

    return handle
