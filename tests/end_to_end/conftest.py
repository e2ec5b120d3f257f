"""The real chat server, the server as people run it, and browsers -> an office for a test."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.extension import ORIGIN, Options, agents_browser, granted, pack
from tests.end_to_end.people import AT_HOME, ELSEWHERE, Office, publish
from tests.end_to_end.prosody import Prosody, jid_of, password_of
from tests.end_to_end.sidecar import TENANT, Sidecar

AGENT = "ana"
CONFIG = """
[tenants.{tenant}]
origins = ["{origin}", "{extension}"]

[tenants.{tenant}.streams.desk]
console = "xmpp"
url = "{url}"
user = "{user}"
secret_files = ["{secret}"]
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test try a second time: a busy machine starves its many processes."""
    for item in items:
        if "office" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="module")
def prosody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prosody]:
    server = Prosody(tmp_path_factory.mktemp("xmpp") / "prosody")
    publish(server)
    server.add(AGENT)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def sidecar(prosody: Prosody, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sidecar]:
    home = tmp_path_factory.mktemp("sidecar")
    secret = home / "desk.password"
    secret.write_text(password_of(AGENT))
    secret.chmod(0o600)
    server = Sidecar(home)
    server.configure(
        CONFIG.format(
            tenant=TENANT,
            origin=prosody.url,
            extension=ORIGIN,
            url=prosody.stream,
            user=jid_of(AGENT),
            secret=secret,
        )
    )
    server.start()
    # The first time it begins with what is said from then on.
    until = time.monotonic() + 20
    while not server.listens("desk"):
        assert time.monotonic() < until, "".join(server.said)
        time.sleep(0.1)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "these tests need Chromium: apt-get install chromium"
    started = playwright.chromium.launch(executable_path=Path(chromium), args=[*FLAGS, AT_HOME])
    # Two servers and three pages share a machine with other tests.
    expect.set_options(timeout=15_000)
    yield started
    expect.set_options(timeout=5_000)
    started.close()


@pytest.fixture
def office(browser: Browser, prosody: Prosody, sidecar: Sidecar) -> Iterator[Office]:
    """Customers, and the agent at the page that the guide shows."""
    yield Office(browser, prosody, sidecar, AGENT)
    # Who stays online gets what is said to them in the next test.
    for context in browser.contexts:
        context.close()


@pytest.fixture(scope="module")
def extended(
    playwright: Playwright,
    prosody: Prosody,
    sidecar: Sidecar,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BrowserContext]:
    """The agent's browser with the extension: it reads the pages of `prosody.by_name` itself."""
    home = tmp_path_factory.mktemp("extension")
    folder = granted(pack(home / "packed"), home / "granted", prosody.url, prosody.by_name)
    complaints: list[str] = []
    with agents_browser(playwright, folder, complaints, AT_HOME) as context:
        options = Options(context)
        options.page.fill("#server", sidecar.url)
        options.page.fill("#token", sidecar.token("agent"))
        options.console(prosody.url)
        platform = sidecar.token("platform")
        options.console(prosody.by_name, prefix="page:", platformToken=platform)
        assert options.save() == "Saved."
        yield context
    assert set(complaints) <= {ELSEWHERE}
