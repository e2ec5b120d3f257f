"""The name of what can be listened to -> what listens to it, loaded when it is asked for."""

from collections.abc import Callable

from assist.config import Stream, Streamed
from assist.consoles.contract import Feed


def feed_of(console: Streamed) -> Callable[[Stream], Feed]:
    """Return what makes a connection from the settings of a stream.

    To load one takes time: only those that the settings name are loaded.
    """
    match console:
        case "xmpp":
            from assist.consoles.xmpp.feed import Xmpp

            return Xmpp
        case "matrix":
            from assist.consoles.matrix.feed import Matrix

            return Matrix
        case "chatwoot":
            from assist.consoles.chatwoot.cable import ChatwootCable

            return ChatwootCable
