from dataclasses import replace
from pathlib import Path

import pytest

from assist.config import Settings, Tenant
from assist.errors import ConfigError
from assist.server.auth.signers import Signers, longest_life
from tests.server.auth.issuing import ISS, Signing

KEY = b"k" * 32


def test_the_own_key_signs_for_tenants_without_issuers(tmp_path: Path) -> None:
    signing = Signing(tmp_path / "keys")
    signers = Signers(KEY, Settings(tenants=signing.tenants))
    own = signers.find("globex", "warmline")
    assert own is not None
    assert own.key("HS256", "any") == KEY
    assert own.key("RS256", None) is None
    assert signers.find("acme", "warmline") is None
    demo = Signers(KEY, Settings(tenants=signing.tenants, demo=True)).find("acme", "warmline")
    assert demo is not None


def test_an_issuer_signs_for_its_own_tenant_alone(tmp_path: Path) -> None:
    signers = Signers(KEY, Settings(tenants=Signing(tmp_path / "keys", max_ttl=60).tenants))
    found = signers.find("acme", ISS)
    assert found is not None
    assert (found.audience, found.max_ttl) == ("assist", 60)
    assert found.key("HS256", None) is None
    assert signers.find("globex", ISS) is None
    assert signers.find("acme", "https://elsewhere.example") is None


def test_two_tenants_may_have_an_issuer_of_the_same_name_with_other_keys(tmp_path: Path) -> None:
    one, two = Signing(tmp_path / "one"), Signing(tmp_path / "two", tenant="globex")
    signers = Signers(KEY, Settings(tenants=one.tenants | two.tenants))
    keys = []
    for tenant in ("acme", "globex"):
        signer = signers.find(tenant, ISS)
        assert signer is not None
        keys.append(signer.key("EdDSA", "k1"))
    assert keys[0] is not keys[1]


def test_an_issuer_that_stands_twice_is_refused(tmp_path: Path) -> None:
    issuer = Signing(tmp_path / "keys").issuer
    tenants = {"acme": Tenant(name="acme", issuers=(issuer, replace(issuer, audience="other")))}
    with pytest.raises(ConfigError, match=r"tenants\.acme\.issuers"):
        Signers(KEY, Settings(tenants=tenants))


def test_a_secret_is_in_no_representation(tmp_path: Path) -> None:
    own = Signers(KEY, Settings()).find("acme", "warmline")
    assert "kkkk" not in repr(own)


def test_the_longest_life_is_the_longest_of_all_who_may_sign(tmp_path: Path) -> None:
    settings = Settings(key_max_ttl=100, tenants=Signing(tmp_path / "keys", max_ttl=300).tenants)
    assert longest_life(settings, "acme") == 300
    assert longest_life(settings, "globex") == 100
