"""Every key of the settings: what it is called, what it takes, what it is for.

The file, the environment, `warmline config example` and docs/configuration.md are all made of
these tables; the defaults are those of the values themselves (`Settings`, `Limits`, `Tenant`, ...).
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from assist.config import shapes
from assist.config.consoles import Console, Scheme, Streamed
from assist.config.shapes import Shape
from assist.config.tenants import Algorithm, Store
from assist.privacy.values import SORTS

Kind = Literal["text", "texts", "path", "paths", "whole", "number", "yes-no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key.

    Args:
        what: what it is for, in a few words, as docs/configuration.md shows it.
        least, most: the bounds of a number, or of how many values a list holds.
        among: the words that it takes; empty: any.
        shape: says what would be right for a text that is wrong.
        example: a value that differs from the default, as TOML.
    """

    name: str
    kind: Kind
    what: str
    least: float = 0
    most: float = 1000
    among: tuple[str, ...] = ()
    shape: Shape | None = None
    needed: bool = False
    example: str = ""


SERVER: Final = (
    Key(name="host", kind="text", what="the address to listen on", example='"0.0.0.0"'),
    Key(name="port", kind="whole", least=1, most=65535, what="the port to listen on"),
    Key(name="data", kind="path", what="the folder of the journal and of the key"),
    Key(name="journal", kind="text", shape=shapes.journal, what="the Redis or Valkey that many "
        "nodes share (docs/nodes.md); left out: a file in the data folder",
        example='"redis://127.0.0.1:6379/0"'),
    Key(name="journal_key_file", kind="path", what="holds the key of the hashes in a shared "
        "journal, the same for all its nodes; left out: `journal.key` in the data folder",
        example='"/etc/warmline/journal.key"'),
    Key(name="journal_prefix", kind="text", shape=shapes.prefix, what="what every key in a shared "
        "journal begins with"),
    Key(name="journal_replicas", kind="whole", least=0, most=5, what="copies of the Redis that "
        "must have what is acknowledged", example="1"),
    Key(name="allow_volatile", kind="yes-no", what="start with a Redis that may lose what was "
        "acknowledged"),
    Key(name="workers", kind="whole", least=1, most=64, what="processes that serve the port; more "
        "than one need a shared journal", example="4"),
    Key(name="rules", kind="path", what="the folder of the playbooks; left out: Warmline's own",
        example='"rules"'),
    Key(name="overlays", kind="path", what="the folder of the teams' overlays; left out: "
        "`overlays` beside the rules, if it is there", example='"overlays"'),
    Key(name="origins", kind="texts", shape=shapes.origin, what="pages that may open a socket; "
        "none: those of the loopback address itself", example='["https://console.example.com"]'),
    Key(name="key_file", kind="path", what="holds the secret that signs tokens; left out: one is "
        "made in the data folder", example='"/etc/warmline/token.key"'),
    Key(name="key_max_ttl", kind="number", least=60, most=366 * 86400,
        what="seconds: the longest life of a token that this secret signs"),
    Key(name="demo", kind="yes-no", what="add two pages to try it; on loopback alone"),
    Key(name="log", kind="text", among=("text", "json"), what="how a line of the log is written"),
    Key(name="log_level", kind="text", among=("debug", "info", "warning", "error"),
        what="what is not logged: all below it"),
    Key(name="trusted_proxies", kind="texts", shape=shapes.network,
        what="addresses or networks whose `X-Forwarded-For` is believed",
        example='["10.0.0.0/8"]'),
    Key(name="metrics_from", kind="texts", shape=shapes.network,
        what="addresses or networks that may read `/metrics`"),
    Key(name="only_tenants", kind="yes-no", what="refuse tenants that the file does not name"),
    Key(name="otlp", kind="text", shape=shapes.url, what="where traces go, by OTLP over HTTP; "
        "left out: there are none", example='"http://127.0.0.1:4318/v1/traces"'),
)  # fmt: skip

_DAY: Final = 86400

TENANT: Final = (
    Key(name="origins", kind="texts", shape=shapes.origin,
        what="pages that may open a socket for it; none: the node's",
        example='["https://chat.acme.example"]'),
    Key(name="frame_ancestors", kind="texts", shape=shapes.origin,
        what="pages that may hold the widget's frame; none: its origins",
        example='["https://chat.acme.example"]'),
    Key(name="mask", kind="texts", among=SORTS,
        what="personal data to mask beside cards, security codes and bank accounts, which "
        "always are", example='["email", "phone"]'),
    Key(name="locales", kind="texts", least=1, shape=shapes.locale,
        what="countries whose phone numbers and national ids are known"),
    Key(name="retention_days", kind="number", least=1 / 24, most=3660,
        what="days without an event after which a conversation is erased"),
    Key(name="store", kind="text", among=get_args(Store),
        what="what rests on the disk: all, or (`none`) only each chat's state and the ids seen"),
    Key(name="enabled", kind="yes-no",
        what="false: its sockets end with 4008, its requests with 410"),
)  # fmt: skip

ISSUER: Final = (
    Key(name="iss", kind="text", needed=True, shape=shapes.issuer, what="the claim `iss` of its "
        "tokens; one issuer signs for one tenant", example='"https://login.acme.example"'),
    Key(name="algorithms", kind="texts", needed=True, least=1, among=get_args(Algorithm),
        what="how it may sign", example='["EdDSA"]'),
    Key(name="keys", kind="path", needed=True, what="a file with its public keys, a JSON Web Key "
        "Set (RFC 7517); read again when it changes", example='"acme.jwks.json"'),
    Key(name="audience", kind="text", what="the claim `aud`"),
    Key(name="max_ttl", kind="number", least=60, most=900,
        what="seconds: a token that lives longer is refused"),
)  # fmt: skip

WEBHOOK: Final = (
    Key(name="console", kind="text", among=get_args(Console),
        what="whose bodies it takes: our own, a console's (docs/consoles), or any (`mapping`)",
        example='"chatwoot"'),
    Key(name="scheme", kind="text", among=get_args(Scheme),
        what="how a request proves where it is from; left out: the console's own way",
        example='"standard"'),
    Key(name="secret_files", kind="paths", least=1, most=2,
        what="files with a secret each: one, or the old and the new while it is replaced",
        example='["acme.secret"]'),
    Key(name="secret_env", kind="texts", least=1, most=2, shape=shapes.variable,
        what="names of variables that hold them, instead of files", example='["ACME_SECRET"]'),
    Key(name="header", kind="text", shape=shapes.header,
        what="where the signature or the token stands; left out: the scheme's own header",
        example='"x-acme-signature"'),
    Key(name="token_path", kind="text", shape=shapes.token_path,
        what="where the token stands in the body (`body-token`)", example='"secret_key"'),
    Key(name="tolerance", kind="number", least=1, most=3600,
        what="seconds by which a signed time may differ from ours"),
    Key(name="url", kind="text", shape=shapes.url, what="the public address that the sender "
        "signs (`twilio`), where a proxy changes it",
        example='"https://chat.acme.example/v1/hooks/acme/sms"'),
    Key(name="mapping", kind="path", what="the file that says how to read its bodies "
        "(`mapping`)", example='"acme-mapping.toml"'),
    Key(name="account", kind="text", what="the console's own name of the account; what another "
        "account sends is left out", example='"1"'),
    Key(name="agents", kind="texts", what="who answers there (`matrix`); `*` stands for any "
        "characters", example='["@ana:acme.example"]'),
    Key(name="api", kind="text", shape=shapes.url, what="where the console is asked for what was "
        "said before it told us of a conversation", example='"https://chat.acme.example"'),
    Key(name="api_user", kind="text", what="as whom it is asked, where its API wants to know",
        example='"warmline"'),
    Key(name="api_secret_files", kind="paths", least=1, most=1,
        what="a file with the API's token or password", example='["acme.api"]'),
    Key(name="api_secret_env", kind="texts", least=1, most=1, shape=shapes.variable,
        what="the name of a variable that holds it, instead of a file", example='["ACME_API"]'),
)  # fmt: skip

STREAM: Final = (
    Key(name="console", kind="text", needed=True, among=get_args(Streamed),
        what="what is listened to", example='"xmpp"'),
    Key(name="url", kind="text", needed=True, shape=shapes.server,
        what="the address of its server", example='"xmpp://chat.acme.example:5222"'),
    Key(name="user", kind="text", what="as whom; docs/consoles says what that is",
        example='"warmline@chat.acme.example"'),
    Key(name="secret_files", kind="paths", least=1, most=1,
        what="a file with the password or the token", example='["acme.password"]'),
    Key(name="secret_env", kind="texts", least=1, most=1, shape=shapes.variable,
        what="the name of a variable that holds it, instead of a file",
        example='["ACME_PASSWORD"]'),
    Key(name="rooms", kind="texts", what="what is listened to there; none: all that the user is in",
        example='["support@rooms.acme.example"]'),
    Key(name="agents", kind="texts", what="who answers there; `*:example.com`: all of a server",
        example='["ana@acme.example"]'),
    Key(name="account", kind="text", what="the console's own name of the account, where it has "
        "several", example='"1"'),
    Key(name="api", kind="text", shape=shapes.url, what="where the console is asked for what was "
        "missed, if not at `url`", example='"https://chat.acme.example"'),
)  # fmt: skip
