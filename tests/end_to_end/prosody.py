"""A folder -> a real XMPP server in it, with its users and its pages, that a test may stop."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

from tests.browser.server import free_port

HOST = "localhost"
CONFIG = """
pidfile = "{home}/prosody.pid"
data_path = "{home}/data"
certificates = "{home}"
run_as_root = true
log = {{ info = "{home}/prosody.log" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {chat} }}
c2s_direct_tls_ports = {{}}
http_interfaces = {{ "127.0.0.1" }}
http_ports = {{ {web} }}
https_ports = {{}}
modules_disabled = {{ "s2s" }}
modules_enabled = {{
  "roster", "saslauth", "disco", "carbons", "pep", "private", "blocklist", "vcard4", "ping",
  "mam", "websocket", "http_files", "offline",
}}
-- No "smacks": a page that was closed would still get what its successor waits for.
http_files_dir = "{home}/site"
http_default_host = "{host}"
http_paths = {{ files = "/" }}
consider_websocket_secure = true
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
default_archive_policy = true
archive_expires_after = "never"
VirtualHost "{host}"
Component "conference.{host}" "muc"
  modules_enabled = {{ "muc_mam" }}
"""


class Prosody:
    """Debian's Prosody on this machine's loopback, as whoever runs the tests.

    Args:
        home: an empty folder for all that it writes.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.site = home / "site"
        self.web, self.chat = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.web}"
        self.by_name = f"http://{HOST}:{self.web}"
        self.stream = f"xmpp://127.0.0.1:{self.chat}"
        self.socket = f"ws://127.0.0.1:{self.web}/xmpp-websocket"
        self._process: subprocess.Popen[bytes] | None = None
        self.site.mkdir(parents=True)
        config = CONFIG.format(home=home, host=HOST, web=self.web, chat=self.chat)
        (home / "prosody.cfg.lua").write_text(config)
        self._accounts = home / "data" / HOST / "accounts"
        self._accounts.mkdir(parents=True)

    def add(self, user: str) -> None:
        """Let a user in, by `password_of(user)`; the name has letters and digits alone."""
        account = f'return {{ ["password"] = "{password_of(user)}"; }};\n'
        (self._accounts / f"{user}.dat").write_text(account)

    def start(self) -> None:
        """Start, and return once it takes connections."""
        command = shutil.which("prosody")
        assert command, "these tests need Prosody: apt-get install prosody"
        self._process = subprocess.Popen(
            [command, "--config", str(self.home / "prosody.cfg.lua"), "-F"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 20
        while not self._listens():
            assert self._process.poll() is None and time.monotonic() < until, self.log()
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)

    def log(self) -> str:
        """What it has said."""
        log = self.home / "prosody.log"
        return log.read_text() if log.exists() else ""

    def _listens(self) -> bool:
        for port in (self.web, self.chat):
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", port)):
                    return False
        return True


def password_of(user: str) -> str:
    """Return the password of a user of these tests."""
    return f"password-of-{user}"


def jid_of(user: str) -> str:
    """Return the address of a user."""
    return f"{user}@{HOST}"
