"""A folder -> a real Matrix server in it, with its rooms and users, that a test may kill."""

import base64
import contextlib
import json
import random
import secrets
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

HOST = "matrix.test"
PYTHON = Path(__file__).parents[2] / ".venv" / "synapse" / "bin" / "python"
NO_LIMIT = {"per_second": 1000, "burst_count": 1000}


class Synapse:
    """Synapse with SQLite on this machine's loopback.

    Args:
        home: an empty folder for all that it writes.
        services: files of application services.
    """

    def __init__(self, home: Path, *services: Path) -> None:
        self.home = home
        self.port = quiet_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # No certificates: to load them would take longer than to say something.
        self.http = httpx.Client(base_url=self.url, verify=False, trust_env=False, timeout=20)
        self._process: subprocess.Popen[bytes] | None = None
        home.mkdir(parents=True, exist_ok=True)
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (home / "signing.key").write_text(f"ed25519 a_test {seed}\n")
        (home / "log.yaml").write_text(json.dumps(_logging(home / "synapse.log")))
        (home / "homeserver.yaml").write_text(json.dumps(self._config(services)))

    def start(self) -> None:
        """Start, and return once it answers."""
        assert PYTHON.exists(), "these tests need Synapse: make .venv/synapse/.stamp"
        config = str(self.home / "homeserver.yaml")
        command = [str(PYTHON), "-m", "synapse.app.homeserver", "-c", config]
        with (self.home / "stderr.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.home, stdout=subprocess.DEVNULL, stderr=log
            )
        until = time.monotonic() + 40
        while not self._answers():
            assert self._process.poll() is None and time.monotonic() < until, self.log()
            time.sleep(0.05)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=20)

    def close(self) -> None:
        """End it, and speak to it no more."""
        self.kill()
        self.http.close()

    def log(self) -> str:
        """What it has said."""
        files = (self.home / name for name in ("synapse.log", "stderr.log"))
        return "".join(file.read_text() for file in files if file.exists())

    def user(self, name: str) -> "User":
        """Register a user, whose password is `password_of(name)`."""
        account = {
            "username": name,
            "password": password_of(name),
            "auth": {"type": "m.login.dummy"},
        }
        answer = self.http.post("/_matrix/client/v3/register", json=account)
        assert answer.status_code == 200, answer.text
        return User(self.http, f"@{name}:{HOST}", answer.json()["access_token"])

    def _answers(self) -> bool:
        try:
            return self.http.get("/health").status_code == 200
        except httpx.TransportError:
            return False

    def _config(self, services: tuple[Path, ...]) -> dict[str, Any]:
        limits = dict.fromkeys(("rc_message", "rc_registration"), NO_LIMIT)
        login = dict.fromkeys(("address", "account", "failed_attempts"), NO_LIMIT)
        return limits | {
            "server_name": HOST,
            "pid_file": str(self.home / "pid"),
            "listeners": [
                {
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": str(self.home / "server.db")}},
            "log_config": str(self.home / "log.yaml"),
            "media_store_path": str(self.home / "media"),
            "signing_key_path": str(self.home / "signing.key"),
            "macaroon_secret_key": "of-the-tests",
            "form_secret": "of-the-tests",
            "report_stats": False,
            "trusted_key_servers": [],
            "bcrypt_rounds": 4,
            "enable_registration": True,
            "enable_registration_without_verification": True,
            "rc_login": login,
            "rc_invites": {"per_room": NO_LIMIT, "per_user": NO_LIMIT, "per_issuer": NO_LIMIT},
            "rc_joins": {"local": NO_LIMIT, "remote": NO_LIMIT},
            "app_service_config_files": [str(service) for service in services],
        }


@dataclass(frozen=True)
class User:
    """Somebody who writes, by the client-server API."""

    http: httpx.Client
    id: str
    token: str

    def ask(self, method: str, path: str, **content: object) -> dict[str, Any]:
        """Return the answer to a request below `/_matrix/client/v3`."""
        answer = self.http.request(
            method,
            f"/_matrix/client/v3{path}",
            headers={"authorization": f"Bearer {self.token}"},
            json=content if method != "GET" else None,
        )
        assert answer.status_code == 200, answer.text
        plain: dict[str, Any] = answer.json()
        return plain

    def room(self, *others: "User", **options: object) -> str:
        """Make a private room and invite others; those who are of these tests join it."""
        room: str = self.ask(
            "POST",
            "/createRoom",
            preset="private_chat",
            invite=[other.id for other in others],
            **options,
        )["room_id"]
        return room

    def join(self, room: str) -> None:
        """Accept an invitation."""
        self.ask("POST", f"/join/{quote(room)}")

    def invite(self, room: str, other: "User") -> None:
        """Ask somebody in."""
        self.ask("POST", f"/rooms/{quote(room)}/invite", user_id=other.id)

    def say(self, room: str, text: str, **content: object) -> str:
        """Say something, or send other content; return the event's id."""
        return self.send(room, "m.room.message", {"msgtype": "m.text", "body": text} | content)

    def send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        """Send an event of any kind."""
        path = f"/rooms/{quote(room)}/send/{kind}/{secrets.token_hex(8)}"
        id: str = self.ask("PUT", path, **content)["event_id"]
        return id

    def edit(self, room: str, id: str, text: str) -> str:
        """Edit a message, as clients do."""
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": id}
        return self.say(room, f"* {text}", **{"m.new_content": new, "m.relates_to": relation})

    def redact(self, room: str, id: str) -> str:
        """Take a message back."""
        path = f"/rooms/{quote(room)}/redact/{quote(id)}/{secrets.token_hex(8)}"
        redaction: str = self.ask("PUT", path)["event_id"]
        return redaction


def quiet_port() -> int:
    """Return a free port that the system gives to nobody by itself, in the meantime."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def password_of(user: str) -> str:
    """Return the password of a user of these tests."""
    return f"password-of-{user}"


def _logging(file: Path) -> dict[str, Any]:
    handler = {"class": "logging.FileHandler", "filename": str(file)}
    return {
        "version": 1,
        "handlers": {"file": handler},
        "root": {"level": "WARNING", "handlers": ["file"]},
        "loggers": {"synapse.appservice.scheduler": {"level": "INFO"}},
        "disable_existing_loggers": False,
    }
