"""The consoles that are known -> how the requests of each prove where they are from."""

from dataclasses import dataclass
from typing import Final, Literal

Scheme = Literal[
    "standard",
    "chatwoot",
    "zendesk",
    "hmac-sha256-hex",
    "hmac-sha256-base64",
    "hmac-sha1-hex",
    "twilio",
    "rsa-sha256",
    "header-token",
    "body-token",
    "jwt",
    "path-token",
]
Console = Literal[
    "warmline",
    "mapping",
    "chatwoot",
    "live-helper-chat",
    "rocket-chat",
    "zendesk",
    "sunshine",
    "intercom",
    "freshchat",
    "livechat",
    "libredesk",
    "twilio",
    "tiledesk",
    "matrix",
]
"""Whose bodies a webhook takes. `warmline`: our own; `mapping`: any, as a file says."""
Streamed = Literal["xmpp", "matrix", "chatwoot"]
"""What can be listened to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a console's requests prove themselves, unless the settings say otherwise."""

    scheme: Scheme
    header: str | None = None
    token_path: str | None = None


WAYS: Final[dict[Console, Way]] = {
    "chatwoot": Way(scheme="chatwoot"),
    "live-helper-chat": Way(scheme="header-token", header="authorization"),
    "rocket-chat": Way(scheme="header-token", header="x-rocketchat-livechat-token"),
    "zendesk": Way(scheme="zendesk"),
    "sunshine": Way(scheme="header-token", header="x-api-key"),
    "intercom": Way(scheme="hmac-sha1-hex"),
    "freshchat": Way(scheme="rsa-sha256"),
    "livechat": Way(scheme="body-token", token_path="secret_key"),
    "libredesk": Way(scheme="hmac-sha256-hex", header="x-libredesk-signature"),
    "twilio": Way(scheme="twilio"),
    "tiledesk": Way(scheme="jwt", token_path="token"),
    "matrix": Way(scheme="header-token", header="authorization"),
}
"""Of `warmline` and `mapping` the settings must say it."""
