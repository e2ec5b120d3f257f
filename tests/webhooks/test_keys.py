import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from assist.config import Scheme, Settings, Tenant, Webhook
from assist.errors import ConfigError
from assist.webhooks import check
from assist.webhooks.keys import standard_key
from tests.webhooks.senders import SCHEMES, SECRET, pem, webhook

SHORT_RSA = (
    rsa.generate_private_key(65537, 1024)
    .public_key()
    .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
)

WHERE = "tenants.acme.webhooks.console"


def settings(webhook: Webhook) -> Settings:
    return Settings(tenants={"acme": Tenant(name="acme", webhooks={"console": webhook})})


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_good_secret_passes(scheme: Scheme) -> None:
    check(settings(webhook(scheme)))


@pytest.mark.parametrize(
    ("scheme", "secret", "wanted"),
    [
        ("standard", b"whsec_not base64", "base64, as whsec_..."),
        ("standard", b"whsec_QUJD", "at least 16 bytes"),
        ("chatwoot", b"short", "at least 16 bytes"),
        ("body-token", b"", "at least 16 bytes"),
        ("path-token", b"short", "at least 16 bytes"),
        ("path-token", b"sixteen/and/more/bytes", "letters, digits, dots, hyphens"),
        ("jwt", b"shorter-than-32-bytes", "at least 32 bytes"),
        ("jwt", b"-----BEGIN PUBLIC KEY-----", "an RSA public key in PEM"),
        ("rsa-sha256", SECRET, "an RSA public key in PEM, of at least 2048 bits"),
        ("rsa-sha256", SHORT_RSA, "of at least 2048 bits"),
    ],
)
def test_a_secret_that_cannot_do_is_refused_and_not_shown(
    scheme: Scheme, secret: bytes, wanted: str
) -> None:
    for secrets in ((secret,), (pem() if scheme == "rsa-sha256" else SECRET, secret)):
        with pytest.raises(ConfigError, match=wanted) as caught:
            check(settings(webhook(scheme, secrets=secrets)))
        assert str(caught.value).startswith(f"{WHERE}: the secret does not fit {scheme}")
        assert not secret or secret.decode() not in str(caught.value)


def test_a_webhook_needs_a_secret() -> None:
    with pytest.raises(ConfigError, match=f"{WHERE}: no secret"):
        check(settings(webhook("standard", secrets=())))


def test_a_public_key_with_the_wrong_name_on_it_is_read() -> None:
    check(settings(webhook("rsa-sha256", secrets=(pem().replace(b"PUBLIC", b"RSA PUBLIC"),))))


def test_a_standard_secret_is_base64_with_or_without_what_stands_around_it() -> None:
    for secret in (b"whsec_QUJDRA==", b"whsec_QUJDRA", b"QUJDRA==", b"QUJDRA"):
        assert standard_key(secret) == b"ABCD"
    for secret in (b"", b"whsec_", b"whsec_====", b"whsec_A", b"whsec_QU\nJDRA", b"QUJD-_"):
        assert standard_key(secret) is None
