"""The examples of docs/tokens.md make tokens that are believed."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assist.config import Issuer, Settings, Tenant
from assist.server.auth import Tokens

PAGE = Path(__file__).parents[3] / "docs" / "tokens.md"
ORIGIN = "https://console.acme.example"
COMMANDS = {
    "python": [sys.executable, "-c", "{}\nprint(token_for('ana', 's1'))"],
    "js": ["node", "-e", "{}\nconsole.log(tokenFor('ana', 's1'))"],
}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.M | re.S)


def run(*words: str, folder: Path) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("language", COMMANDS)
def test_a_token_as_the_page_makes_it_is_believed(tmp_path: Path, language: str) -> None:
    (make_key,) = (block for block in blocks("sh") if "genpkey" in block)
    run("bash", "-c", make_key, folder=tmp_path)
    run(sys.executable, "-c", blocks("python")[0], folder=tmp_path)
    *command, script = COMMANDS[language]
    token = run(*command, script.replace("{}", blocks(language)[-1], 1), folder=tmp_path)
    issuer = Issuer(iss=ORIGIN, algorithms=("EdDSA",), keys=tmp_path / "acme-keys.json")
    tenants = {"acme": Tenant(name="acme", issuers=(issuer,))}
    grant = Tokens(b"k" * 32, Settings(tenants=tenants)).verify(
        token, origin=ORIGIN, now=time.time()
    )
    assert (grant.subject, grant.session, grant.role) == ("ana", "s1", "agent")
    assert grant.assigned
    assert len(grant.token_id) == 36
