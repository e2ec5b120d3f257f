"""Hostile and broken configuration files: refused with their line, and the process lives."""

import time
from pathlib import Path

import pytest

from assist.config.sources import choose
from assist.errors import ConfigError
from tests.server.sidecar import warmline

DEEP = 100_000
PARTS = ".".join(["a"] * 16)

HOSTILE = {
    "nested brackets": (b"a = " + b"[" * 990, "nested too deep|not TOML"),
    "nested tables": (b"a = " + b"{b=" * 330, "nested too deep|not TOML"),
    "brackets over lines": (b"a = " + b"[\n" * DEEP, "nested too deep"),
    "a key of 100,000 parts": (b"a." * DEEP + b"a = 1", "line 1 has more than 16 dots"),
    "a key that hides its parts": (
        '"\u2028".a'.encode() * DEEP + b" = 1",
        "line 1 has more than 16 dots",
    ),
    "ten megabytes": (b"# a comment\n" * 900_000, "more than 1024 KB"),
    "a key that hides its parts otherwise": (b'"=".' + b"a." * DEEP + b"a = 1", "line 1 has more"),
    "one line of a megabyte": (b"a" * 1_000_000, "line 1"),
    "a key twice": (b"[server]\nport = 1\nport = 2\n", r"line 3"),
    "a table twice": (b"[server]\n[limits]\n[server]\n", r"line 3"),
    "a key and a table": (b"[tenants]\nacme = 1\n[tenants.acme]\n", r"line 3"),
    "a byte order mark": (b"\xef\xbb\xbf[server]\n", "line 1 begins with a byte order mark"),
    "UTF-16": ("[server]\n".encode("utf-16"), "line 1 is not UTF-8"),
    "a broken character": (b"[server]\n\nhost = '\xff'\n", "line 3 is not UTF-8"),
    "NUL": (b"[server]\nhost = '\0'\n", "line 2"),
    "an escape sequence": (b"[server]\n# \x1b[31m\n", "line 2"),
    "no": (b"[server]\n\ndemo = no\n", "line 3"),
    "on": (b"[server]\ndemo = on\n", "line 2"),
    "YAML": (b"server:\n  port: 80\n", "line 1"),
    "a YAML tag": (b"server: !!python/object/apply:os.system ['id']\n", "line 1"),
    "an anchor": (b"[server]\nhost = &a 'b'\n", "line 2"),
    "a half date": (b"[server]\nport = 2026-13-40\n", "line 2|not TOML"),
    "a long number": (b"[server]\nport = " + b"9" * 900 + b"\n", r"\[server\] port"),
}
WRONG_TYPES = [b"1", b"1.5", b"true", b"'text'", b"[]", b"[[]]", b"{}", b"{a = 1}", b"1979-05-27"]


@pytest.mark.parametrize("name", HOSTILE)
def test_K04_a_hostile_file_is_refused_in_bounded_time(name: str, tmp_path: Path) -> None:
    content, told = HOSTILE[name]
    path = tmp_path / "warmline.toml"
    path.write_bytes(content)
    begun = time.process_time()
    with pytest.raises(ConfigError, match=told) as caught:
        choose(path, environ={})
    assert time.process_time() - begun < 5.0
    assert len(str(caught.value)) < 2000
    assert str(caught.value).isprintable()


def test_K04_the_costliest_keys_that_are_read_take_bounded_time(tmp_path: Path) -> None:
    path = tmp_path / "warmline.toml"
    path.write_text("".join(f"[x{number}.{PARTS}]\n" for number in range(5000)))
    begun = time.process_time()
    with pytest.raises(ConfigError, match=r"\[x0\]: unknown"):
        choose(path, environ={})
    assert time.process_time() - begun < 10.0


def test_K04_tabs_and_line_ends_of_windows_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "warmline.toml"
    path.write_bytes(b"[server]\r\n\tport\t=\t9000\r\n")
    assert choose(path, environ={}).settings.port == 9000


@pytest.mark.parametrize("value", WRONG_TYPES)
@pytest.mark.parametrize(
    "place",
    [
        b"%s",
        b"server = %s",
        b"limits = %s",
        b"tenants = %s",
        b"tenants.acme = %s",
        b"tenants.acme.issuers = %s",
        b"tenants.acme.issuers = [%s]",
        b"tenants.acme.webhooks = %s",
        b"tenants.acme.webhooks.chat = %s",
        b"tenants.acme.webhooks.chat.scheme = %s",
        b"tenants.acme.webhooks.chat.secret_files = %s",
        b"tenants.acme.webhooks.chat.secret_files = [%s]",
        b"server.port = %s",
        b"server.origins = [%s]",
        b"limits.hello = %s",
    ],
)
def test_K04_a_wrong_type_anywhere_is_a_mistake_and_no_crash(
    place: bytes, value: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "warmline.toml"
    path.write_bytes(place.replace(b"%s", value))
    try:
        choose(path, environ={})
    except ConfigError as error:
        assert str(error)
    else:
        right = {b"server.port": b"1", b"limits.hello": b"1.5"}
        empty = value in (b"{}", b"[]") or right.get(place.partition(b" ")[0]) in (value, b"1.5")
        assert empty, "nothing was said of it"


def test_K05_every_half_of_a_file_is_refused_with_its_line_or_says_what_is_missing(
    tmp_path: Path,
) -> None:
    whole = '[server]\norigins = ["https://a.example"]\nlog = "json"\n[limits]\nhello = 5\n'
    path = tmp_path / "warmline.toml"
    for length in range(len(whole)):
        path.write_text(whole[:length])
        try:
            settings = choose(path, environ={}).settings
        except ConfigError as error:
            assert "line " in str(error) or "[" in str(error)
        else:
            assert settings.origins in ((), ("https://a.example",))
            assert settings.limits.hello in (5.0, 10.0)


async def test_K05_a_server_does_not_start_with_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "warmline.toml"
    path.write_text('[server]\nport = 9000\norigins = ["https://a.exam')
    code, out, err = await warmline("serve", "--config", str(path), "--data", str(tmp_path / "d"))
    assert (code, out) == (2, "")
    assert "line 3" in err
    assert "Traceback" not in err
    assert not (tmp_path / "d").exists()
