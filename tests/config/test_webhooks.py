import os
from pathlib import Path

import pytest

from assist.config import Webhook
from tests.config.files import HOOK, SECRET, mistakes, read, secret

WHERE = "[tenants.acme.webhooks.chat]"


def hook(folder: Path, text: str, **environ: str) -> Webhook:
    file = read(folder, f"{WHERE}\n{text}", **environ)
    assert file.mistakes == ()
    return file.tenants["acme"].webhooks["chat"]


def test_the_old_and_the_new_secret_hold_side_by_side(tmp_path: Path) -> None:
    secret(tmp_path, "new", b"a-new-secret-of-some-length\n")
    secret(tmp_path, "old", b"the-old-secret-of-it\r\n")
    found = hook(tmp_path, 'scheme = "hmac-sha256-hex"\nsecret_files = ["new", "old"]')
    assert found.secrets == (b"a-new-secret-of-some-length", b"the-old-secret-of-it")


def test_a_secret_may_stand_in_a_variable(tmp_path: Path) -> None:
    text = 'scheme = "standard"\nsecret_env = ["ACME_SECRET"]'
    assert hook(tmp_path, text, ACME_SECRET=SECRET.decode()).secrets == (SECRET,)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (f'secret = "{SECRET.decode()}"\nsecret_files = ["chat.secret"]',
         f"{WHERE} secret: no secret stands in this file; write secret_files or secret_env"),
        ("", f"{WHERE}: it has no secret; write secret_files or secret_env"),
        ('secret_files = ["chat.secret", "two"]\nsecret_env = ["S"]',
         f"{WHERE}: more than two secrets; write the old and the new one"),
        ('secret_files = ["a", "b", "c"]', f"{WHERE} secret_files: write 1 to 2 values"),
        ('secret_files = ["missing"]',
         f"{WHERE} secret_files: missing cannot be read (No such file or directory); name a file"),
        ('secret_files = ["."]', f"{WHERE} secret_files: FOLDER is not a file; name one"),
        ('secret_files = ["pipe"]', f"{WHERE} secret_files: pipe is not a file; name one"),
        ('secret_files = ["large"]',
         f"{WHERE} secret_files: large has over 64 KB; that is no secret"),
        ('secret_env = ["GONE"]',
         f"{WHERE} secret_env: the environment has no GONE; set it where the server starts"),
        ('secret_env = ["WARMLINE_SECRET"]',
         f"{WHERE} secret_env: names with WARMLINE_ are settings; give the variable another name"),
        ('secret_env = ["a=b"]',
         f"{WHERE} secret_env: not the name of a variable; write ACME_SECRET"),
        ('secret_files = ["chat.secret"]\ntolerance = 0',
         f"{WHERE} tolerance: write a number from 1 to 3600"),
        ('secret_files = ["chat.secret"]\nheader = "a b"',
         f"{WHERE} header: not the name of a header; write X-Signature"),
        ('secret_files = ["chat.secret"]\ntoken_path = "a..b"',
         f"{WHERE} token_path: write field names with dots, as data.secret"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_webhook_is_told(text: str, wrong: str, tmp_path: Path) -> None:
    secret(tmp_path)
    secret(tmp_path, "two")
    secret(tmp_path, "large", b"x" * 70_000)
    os.mkfifo(tmp_path / "pipe")
    found = mistakes(tmp_path, f'{WHERE}\nscheme = "standard"\n{text}', S=SECRET.decode())
    assert [one.replace(str(tmp_path), "FOLDER") for one in found] == [wrong]


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o644, 0o666])
def test_a_secret_that_strangers_may_read_or_write_is_refused(mode: int, tmp_path: Path) -> None:
    secret(tmp_path).chmod(mode)
    (wrong,) = mistakes(tmp_path, HOOK)
    assert wrong == (
        f"{WHERE} secret_files: every user may read or write chat.secret; run `chmod o= "
        "chat.secret`"
    )


@pytest.mark.parametrize(("scheme", "key"), [("header-token", "header"),
                                             ("body-token", "token_path")])  # fmt: skip
def test_a_token_needs_its_place(scheme: str, key: str, tmp_path: Path) -> None:
    secret(tmp_path)
    (wrong,) = mistakes(tmp_path, HOOK.replace("standard", scheme))
    assert wrong == f"{WHERE}: {scheme} needs {key}; say where the token stands"


@pytest.mark.parametrize("name", ["a/b", "..", "", "a b", "-a"])
def test_a_hook_has_a_name_that_an_address_can_hold(name: str, tmp_path: Path) -> None:
    secret(tmp_path)
    (wrong,) = mistakes(tmp_path, HOOK.replace("webhooks.chat", f'webhooks."{name}"'))
    assert wrong.endswith("write letters, digits, dots and hyphens, as `chat`")


def test_no_mistake_quotes_a_secret(tmp_path: Path) -> None:
    secret(tmp_path, content=b"hunter2").chmod(0o604)
    text = HOOK.replace("scheme", "shceme") + 'token = "hunter2"\n'
    found = "\n".join(mistakes(tmp_path, text, S="hunter2"))
    assert "every user" in found
    assert "hunter2" not in found
