import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from assist.cli.token import ROLES, token
from assist.server import auth
from assist.server.auth import Grant, Tokens, load_key


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(token, arguments)
    return result.exit_code, result.output.strip()


def granted(data: Path, *arguments: str, origin: str | None = None) -> Grant:
    code, out = run("--data", str(data), *arguments)
    assert code == 0, out
    return Tokens(load_key(data)).verify(out, origin=origin, now=time.time())


def test_a_token_covers_every_conversation_for_twelve_hours(tmp_path: Path) -> None:
    grant = granted(tmp_path, "--role", "agent")
    assert (grant.tenant, grant.role, grant.subject) == ("demo", "agent", "agent")
    assert grant.conversations is None
    assert not grant.assigned
    assert grant.expires_at == pytest.approx(time.time() + 12 * 3600, abs=60)
    assert grant.token_id != ""


def test_a_token_says_what_it_was_asked_to_say(tmp_path: Path) -> None:
    grant = granted(
        tmp_path,
        *("--role", "platform", "--tenant", "acme", "--subject", "chatwoot", "--ttl", "10m"),
        *("--conversation", "chat-1", "--conversation", "chat-2"),
        *("--session", "s1", "--origin", "https://console.example"),
        origin="https://console.example",
    )
    assert (grant.tenant, grant.role, grant.subject) == ("acme", "platform", "chatwoot")
    assert grant.conversations == frozenset({"chat-1", "chat-2"})
    assert (grant.session, grant.origin) == ("s1", "https://console.example")
    assert grant.expires_at == pytest.approx(time.time() + 600, abs=60)


def test_a_token_may_be_for_what_is_assigned(tmp_path: Path) -> None:
    grant = granted(tmp_path, "--role", "agent", "--conversation", "assigned")
    assert grant.assigned
    assert not grant.covers("any")
    mixed = ("--conversation", "assigned", "--conversation", "chat-1")
    code, out = run("--role", "agent", "--data", str(tmp_path), *mixed)
    assert code == 2
    assert "stands alone" in out


@pytest.mark.parametrize("role", ROLES)
def test_each_role_can_be_had(tmp_path: Path, role: str) -> None:
    assert granted(tmp_path, "--role", role).role == role


def test_the_roles_are_those_of_the_server() -> None:
    assert ROLES == auth.ROLES


def test_a_life_that_a_server_refuses_unless_told_is_warned_of(tmp_path: Path) -> None:
    code, out = run("--role", "agent", "--data", str(tmp_path), "--ttl", "7d")
    assert code == 0
    assert "key_max_ttl" in out


def test_a_given_key_signs(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("k" * 32)
    code, out = run("--role", "agent", "--key-file", str(key))
    assert code == 0
    assert Tokens(b"k" * 32).verify(out, now=time.time()).role == "agent"


@pytest.mark.parametrize("ttl", ["0s", "10", "-1h", "1w", "10 m", ""])
def test_a_span_that_is_none_is_refused(tmp_path: Path, ttl: str) -> None:
    code, out = run("--role", "agent", "--data", str(tmp_path), "--ttl", ttl)
    assert code == 2
    assert "90s, 10m, 12h or 7d" in out


def test_the_role_is_asked_for(tmp_path: Path) -> None:
    code, out = run("--data", str(tmp_path))
    assert code == 2
    assert "--role" in out
