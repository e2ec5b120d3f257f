import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from assist.config import Algorithm
from assist.errors import ConfigError
from assist.server.auth.keyset import KeySet
from tests.server.auth.issuing import Plain, private_key, public_jwk, write_keys

ED = private_key("EdDSA")
OTHER = private_key("EdDSA")


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def keys_in(path: Path, *jwks: Plain, clock: Clock | None = None) -> KeySet:
    write_keys(path, jwks)
    return KeySet(path, get_args(Algorithm), clock=clock or Clock())


@pytest.mark.parametrize("algorithm", get_args(Algorithm))
def test_a_key_is_found_for_its_own_algorithm_alone(tmp_path: Path, algorithm: Algorithm) -> None:
    keys = keys_in(tmp_path / "keys.json", public_jwk(private_key(algorithm), kid="k1"))
    found = {other: keys.key(other, "k1") is not None for other in (*get_args(Algorithm), "HS256")}
    assert [other for other, known in found.items() if known] == [algorithm]


def test_without_a_kid_the_key_is_found_where_it_is_the_only_one(tmp_path: Path) -> None:
    alone = keys_in(tmp_path / "a", public_jwk(ED, kid="k1"), public_jwk(private_key("ES256")))
    assert alone.key("EdDSA", None) is not None
    assert alone.key("ES256", None) is not None
    assert alone.key("EdDSA", "k2") is None
    several = keys_in(tmp_path / "b", public_jwk(ED), public_jwk(OTHER))
    assert several.key("EdDSA", None) is None


@pytest.mark.parametrize(
    "fields", [{"use": "enc"}, {"alg": "ES256"}, {"key_ops": ["encrypt"]}, {"crv": "Ed448"}]
)
def test_a_key_for_something_else_is_passed_over(
    tmp_path: Path, fields: Mapping[str, object]
) -> None:
    keys = keys_in(tmp_path / "keys", public_jwk(ED, kid="k1", **fields), public_jwk(OTHER))
    assert keys.key("EdDSA", "k1") is None


BROKEN = {
    "no file": None,
    "no json": "{",
    "a list": "[]",
    "no list": '{"keys": {}}',
    "no key": '{"keys": []}',
    "no map": '{"keys": ["k"]}',
    "deep": "[" * 100_000,
    "a secret": json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}),
    "a private key": json.dumps({"keys": [public_jwk(ED, d="SECRET")]}),
    "a wrong value": json.dumps({"keys": [public_jwk(ED, x="short")]}),
    "no value": json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519"}]}),
    "another curve": json.dumps({"keys": [public_jwk(ec.generate_private_key(ec.SECP384R1()))]}),
    "a short key": json.dumps({"keys": [public_jwk(rsa.generate_private_key(65537, 1024))]}),
    "one kid twice": json.dumps(
        {"keys": [public_jwk(ED, kid="SECRET"), public_jwk(OTHER, kid="SECRET")]}
    ),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=list(BROKEN))
def test_a_file_without_good_keys_is_refused_with_its_name_and_none_of_its_words(
    tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "keys.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigError, match=r"keys\.json: .*; (write|give|let|use)") as caught:
        KeySet(path, get_args(Algorithm))
    assert "SECRET" not in str(caught.value)
    assert "c2VjcmV0" not in str(caught.value)


def test_A23_a_change_is_seen_within_a_second_and_costs_one_look_a_second(tmp_path: Path) -> None:
    clock = Clock()
    path = tmp_path / "keys"
    keys = keys_in(path, public_jwk(ED, kid="old"), clock=clock)
    write_keys(path, [public_jwk(ED, kid="old"), public_jwk(OTHER, kid="new")])
    clock.now += 0.9
    assert keys.key("EdDSA", "new") is None
    clock.now += 0.1
    assert keys.key("EdDSA", "new") is not None
    write_keys(path, [public_jwk(OTHER, kid="new")])
    clock.now += 1
    assert keys.key("EdDSA", "old") is None
    assert keys.key("EdDSA", "new") is not None


@pytest.mark.parametrize("text", ["{", None])
def test_A23_a_changed_file_that_cannot_be_used_leaves_the_keys_as_they_were(
    tmp_path: Path, text: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    path = tmp_path / "keys"
    keys = keys_in(path, public_jwk(ED, kid="k1"), clock=clock)
    path.unlink()
    if text is not None:
        path.write_text(text)
    clock.now += 2
    assert keys.key("EdDSA", "k1") is not None
    assert "still hold" in caplog.text
    write_keys(path, [public_jwk(OTHER, kid="k2")])
    os.utime(path, ns=(1, 1))
    clock.now += 2
    assert keys.key("EdDSA", "k1") is None
    assert keys.key("EdDSA", "k2") is not None
