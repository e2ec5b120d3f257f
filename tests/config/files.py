"""Configuration files with all that they name, on the disk."""

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from assist.config.file import File, read_file

Jwk = dict[str, Any]

SECRET = b"whsec_c2VjcmV0LXRoYXQtbm9ib2R5LWtub3dz"
HOOK = '[tenants.acme.webhooks.chat]\nscheme = "standard"\nsecret_files = ["chat.secret"]\n'
ISSUER = (
    '[[tenants.acme.issuers]]\niss = "https://login.example"\nalgorithms = ["EdDSA"]\n'
    'keys = "acme.json"\n'
)


def ed25519(**more: object) -> Jwk:
    key = Ed25519PrivateKey.generate()
    return {**OKPAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "one", **more}


def private(**more: object) -> Jwk:
    return {**OKPAlgorithm.to_jwk(Ed25519PrivateKey.generate(), as_dict=True), "kid": "one", **more}


def key_set(folder: Path, *keys: Jwk, name: str = "acme.json") -> Path:
    path = folder / name
    path.write_text(json.dumps({"keys": keys}))
    return path


def secret(folder: Path, name: str = "chat.secret", content: bytes = SECRET) -> Path:
    path = folder / name
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def config(folder: Path, text: str) -> Path:
    path = folder / "warmline.toml"
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str, **environ: str) -> File:
    return read_file(config(folder, text), environ)


def mistakes(folder: Path, text: str, **environ: str) -> list[str]:
    """Return what is wrong with a file, with the folder's name left out."""
    found = read(folder, text, **environ).mistakes
    return [str(one).replace(f"{folder.resolve()}/", "") for one in found]
