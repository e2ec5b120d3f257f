from pathlib import Path

import pytest

from assist.config import Issuer, Tenant, Webhook
from tests.config.files import HOOK, ISSUER, SECRET, ed25519, key_set, mistakes, read, secret

WHOLE = f"""
[server]
host = "127.0.0.1"
port = 9000
data = "state"
origins = ["https://console.example.com", "chrome-extension://aaaabbbb"]
trusted_proxies = ["10.0.0.0/8"]

[limits]
hello = 5
body = 131072

[tenants.acme]
origins = ["https://chat.acme.example"]
mask = ["email", "phone"]
locales = ["GB", "fr-CA"]
retention_days = 7
store = "none"

{ISSUER}
{HOOK}
header = "X-Acme-Signature"

[tenants."Acme Ltd / Süd"]
enabled = false
"""


def test_a_whole_file_is_understood(tmp_path: Path) -> None:
    key_set(tmp_path, ed25519())
    secret(tmp_path)
    file = read(tmp_path, WHOLE)
    assert file.mistakes == ()
    assert file.server == {
        "host": "127.0.0.1",
        "port": 9000,
        "data": tmp_path / "state",
        "origins": ("https://console.example.com", "chrome-extension://aaaabbbb"),
        "trusted_proxies": ("10.0.0.0/8",),
    }
    assert file.limits == {"hello": 5.0, "body": 131072}
    assert file.tenants == {
        "acme": Tenant(
            name="acme",
            origins=("https://chat.acme.example",),
            mask=frozenset({"email", "phone"}),
            locales=("GB", "fr-CA"),
            retention_days=7.0,
            store="none",
            issuers=(
                Issuer(
                    iss="https://login.example",
                    algorithms=("EdDSA",),
                    keys=tmp_path / "acme.json",
                ),
            ),
            webhooks={
                "chat": Webhook(scheme="standard", secrets=(SECRET,), header="x-acme-signature")
            },
        ),
        "Acme Ltd / Süd": Tenant(name="Acme Ltd / Süd", enabled=False),
    }


def test_an_empty_file_sets_nothing(tmp_path: Path) -> None:
    file = read(tmp_path, "")
    assert (file.server, file.limits, file.tenants, file.mistakes) == ({}, {}, {}, ())


def test_paths_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    file = read(tmp_path, '[server]\nrules = "rules"\nkey_file = "/etc/token.key"')
    assert file.server == {"rules": tmp_path / "rules", "key_file": Path("/etc/token.key")}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[sever]", "[sever]: unknown; did you mean server?"),
        ("server = 1", "[server]: write a table here"),
        ("[[server]]", "[server]: write a table here"),
        ("[tenants]\nacme = 1", "[tenants.acme]: write a table here"),
        ("tenants = []", "[tenants]: write a table here"),
        ('[tenants.""]', '[tenants.""]: write a name of 1 to 200 characters'),
        ("[server]\nprot = 1", "[server] prot: unknown; did you mean port?"),
        ("[limits]\nboby = 1", "[limits] boby: unknown; did you mean body?"),
        ("[server]\nport = 0", "[server] port: write a number from 1 to 65535"),
        ('[server]\nport = "80"', "[server] port: write a whole number, without quotes"),
        ("[server]\nport = 80.0", "[server] port: write a whole number, without quotes"),
        ("[server]\nport = true", "[server] port: write a whole number, without quotes"),
        ('[server]\ndemo = "no"', "[server] demo: write true or false, without quotes"),
        ("[server]\nhost = 1", "[server] host: write text in quotes"),
        ('[server]\nhost = ""', "[server] host: write 1 to 1000 characters"),
        (
            '[server]\nhost = "a\\nb"',
            "[server] host: leave out control characters and line ends",
        ),
        ('[server]\nlog = "jason"', "[server] log: unknown; did you mean json?"),
        ('[server]\nlog = "xyz"', "[server] log: unknown; write text or json"),
        (
            '[server]\norigins = "https://a.example"',
            '[server] origins: write a list of texts, as ["one", "two"]',
        ),
        (
            '[server]\norigins = ["https://a.example/"]',
            "[server] origins: not an origin; write https://console.example.com",
        ),
        (
            '[server]\norigins = ["https://a.example", "https://a.example"]',
            "[server] origins: the same stands there twice; write each once",
        ),
        (
            '[server]\nmetrics_from = ["10.0.0.1/8"]',
            "[server] metrics_from: bits beyond the mask are set; did you mean 10.0.0.0/8?",
        ),
        (
            '[server]\ntrusted_proxies = ["proxy"]',
            "[server] trusted_proxies: neither an address nor a network; "
            "write 10.1.2.3 or 10.0.0.0/8",
        ),
        ('[server]\notlp = "collector:4318"', "[server] otlp: write http://host or https://host"),
        ("[limits]\nhello = nan", "[limits] hello: write a number from 1 to 60"),
        ("[limits]\nhello = inf", "[limits] hello: write a number from 1 to 60"),
        ("[limits]\nqueue_frames = 1.5", "[limits] queue_frames: write a whole number, "
         "without quotes"),
        ("[tenants.a]\nretention_days = 0", "[tenants.a] retention_days: write a number from "
         "0.0416666666667 to 3660"),
        ('[tenants.a]\nstore = "some"', "[tenants.a] store: unknown; write all or none"),
        ('[tenants.a]\nmask = ["e-mail"]', "[tenants.a] mask: unknown; did you mean email?"),
        ('[tenants.a]\nlocales = ["UK"]', "[tenants.a] locales: no such country; write two "
         "capitals as GB, or fr-CA"),
        ("[tenants.a]\nlocales = []", "[tenants.a] locales: write 1 to 1000 values"),
        ('[tenants.a]\nport = 1', "[tenants.a] port: no key of this table; it belongs into "
         "[server]"),
        ('[server]\nstore = "none"', "[server] store: no key of this table; it belongs into "
         "[tenants.<name>]"),
        ("[tenants.a.issuers]", "[[tenants.a.issuers]]: write [[tenants.a.issuers]] above each "
         "issuer"),
        ('[tenants."a b".hooks]', '[tenants."a b"] hooks: unknown; did you mean webhooks?'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(
    text: str, wrong: str, tmp_path: Path
) -> None:
    assert mistakes(tmp_path, text) == [wrong]


def test_every_mistake_is_found_at_once(tmp_path: Path) -> None:
    text = """
    [server]
    port = 99999
    lag = "text"
    [limits]
    hello = "soon"
    [tenants.acme]
    mask = ["mail"]
    [tenants.acme.webhooks.chat]
    scheme = "standart"
    """
    assert mistakes(tmp_path, text) == [
        "[server] port: write a number from 1 to 65535",
        "[server] lag: unknown; did you mean log?",
        "[limits] hello: write a number, without quotes",
        "[tenants.acme] mask: unknown; did you mean email?",
        "[tenants.acme.webhooks.chat] scheme: unknown; did you mean standard?",
        "[tenants.acme.webhooks.chat]: it has no secret; write secret_files or secret_env",
    ]


def test_a_mistake_echoes_no_control_characters(tmp_path: Path) -> None:
    (wrong,) = mistakes(tmp_path, '[tenants."a\\u001b[31m\\n"]\nx = 1')
    assert wrong.isprintable()
    assert wrong.startswith('[tenants."a\\u001b[31m\\n"] x: unknown')


@pytest.mark.parametrize("second", ["acme", "other"])
def test_an_issuer_signs_for_one_tenant_once(second: str, tmp_path: Path) -> None:
    key_set(tmp_path, ed25519())
    (wrong,) = mistakes(tmp_path, ISSUER + ISSUER.replace("acme.issuers", f"{second}.issuers"))
    assert wrong == (
        f"[[tenants.{second}.issuers]] iss: [[tenants.acme.issuers]] has it too; "
        "an issuer signs for one tenant, once"
    )


def test_the_nodes_own_name_is_no_issuer(tmp_path: Path) -> None:
    key_set(tmp_path, ed25519())
    (wrong,) = mistakes(tmp_path, ISSUER.replace("https://login.example", "warmline"))[:1]
    assert wrong.startswith("[[tenants.acme.issuers]] iss: this name is the node's own")


def test_what_an_issuer_lacks_is_told(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "[[tenants.acme.issuers]]") == [
        '[[tenants.acme.issuers]]: iss is missing; write iss = "https://login.acme.example"',
        '[[tenants.acme.issuers]]: algorithms is missing; write algorithms = ["EdDSA"]',
        '[[tenants.acme.issuers]]: keys is missing; write keys = "acme.jwks.json"',
    ]
