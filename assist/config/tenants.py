"""What one tenant is told apart by: its pages, who signs for it, its hooks, what is kept.

A tenant that no file names has the defaults, and the node's own key signs for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from assist.config.consoles import Console, Scheme, Streamed
from assist.privacy.values import Sort

Algorithm = Literal["EdDSA", "ES256", "RS256"]
Store = Literal["all", "none"]
"""What rests on the disk: all, or only each chat's state and the ids that were seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who signs tokens for a tenant.

    Args:
        keys: a file with a JSON Web Key Set (RFC 7517) of public keys; read again when it changes.
        max_ttl: the longest life of a token, in seconds; one that lives longer is refused.
    """

    iss: str
    algorithms: tuple[Algorithm, ...]
    keys: Path
    audience: str = "assist"
    max_ttl: float = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One way in, `/v1/hooks/<tenant>/<name>`: how its requests prove where they are from.

    Args:
        secrets: one, or the old and the new while a secret is replaced; for `rsa-sha256` public
            keys in PEM.
        header: where the signature or the token stands, in lower case; None: the scheme's own.
        token_path: where the token stands in the body (`body-token`), as `secret_key`.
        tolerance: seconds by which a signed time may differ from ours, either way.
        url: the public address that the sender signs (`twilio`), where a proxy changes it.
        console: whose bodies it takes.
        mapping: the file that says how to read them (`mapping`).
        account: the console's own name of the account; what comes from another is left out.
        agents: who answers there (`matrix`); `*` stands for any characters.
        api, api_user, api_secrets: where the console is asked for what was said before, as whom.
    """

    scheme: Scheme
    secrets: tuple[bytes, ...] = field(repr=False)
    header: str | None = None
    token_path: str | None = None
    tolerance: float = 300.0
    url: str | None = None
    console: Console = "warmline"
    mapping: Path | None = None
    account: str | None = None
    agents: tuple[str, ...] = ()
    api: str | None = None
    api_user: str | None = None
    api_secrets: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A console that is listened to.

    Args:
        url: of the server.
        user: as whom; what that is, the console's page says.
        secrets: the password or the token; one.
        rooms: what is listened to there; empty: all that the user is in.
        agents: who answers there: names as the console has them, `*:example.com` for all of a
            server; everybody else is a customer.
        account: the console's own name of the account, where it has several.
        api: where the console is asked for what was missed, if not at `url`.
    """

    console: Streamed
    url: str
    user: str | None = None
    secrets: tuple[bytes, ...] = field(default=(), repr=False)
    rooms: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    account: str | None = None
    api: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """What holds for one tenant.

    Args:
        origins: pages that may open a socket for it; empty: the node's.
        frame_ancestors: pages that may hold the widget's frame; empty: its origins.
        mask: sorts of personal data that are masked beside those that always are.
        locales: countries whose phone numbers and national ids are known, as `GB`.
        retention_days: after so many days without an event a conversation is erased.
        enabled: False: its sockets end with 4008, its requests with 410.
    """

    name: str
    origins: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    issuers: tuple[Issuer, ...] = ()
    webhooks: Mapping[str, Webhook] = field(default_factory=dict)
    streams: Mapping[str, Stream] = field(default_factory=dict)
    mask: frozenset[Sort] = frozenset()
    locales: tuple[str, ...] = ("GB", "US", "FR")
    retention_days: float = 30.0
    store: Store = "all"
    enabled: bool = True
