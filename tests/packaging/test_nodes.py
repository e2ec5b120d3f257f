"""Two nodes as packaging/nodes sets them up, behind the proxies that it has files for."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.packaging.cluster import ORIGIN, PROXIES, Cluster, cluster

SOON = 20.0
Plain = dict[str, Any]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if not any(map(shutil.which, PROXIES)):
        pytest.skip("neither Caddy nor nginx is installed")
    with cluster(tmp_path_factory.mktemp("nodes")) as made:
        yield made


@pytest.fixture(params=list(PROXIES))
def proxy(request: pytest.FixtureRequest, pair: Cluster) -> Iterator[tuple[str, str]]:
    """A proxy's name and its address, in front of two nodes that run."""
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed")
    pair.whole()
    with PROXIES[request.param](pair) as address:
        yield request.param, address


class Widget:
    """A widget that follows one conversation, and comes back as often as it must."""

    def __init__(self, address: str, token: str, chat: str) -> None:
        self._address, self._token, self._chat = address, token, chat
        self._epoch = ""
        self.events: list[Plain] = []
        self._opened = ExitStack()
        self._socket = self._connect()

    def _connect(self) -> ClientConnection:
        end = time.monotonic() + SOON
        while True:
            try:
                return self._greeted()
            except (OSError, WebSocketException, AssertionError) as error:
                assert time.monotonic() < end, error
                time.sleep(0.1)

    def _greeted(self) -> ClientConnection:
        self.close()
        made = self._opened.enter_context(
            connect(
                f"ws://{self._address}/v1/socket",
                subprotocols=[Subprotocol("assist.v1.json")],
                origin=Origin(ORIGIN),
                proxy=None,
                open_timeout=5,
            )
        )
        seen = [[self._chat, self._epoch, len(self.events)]] if self._epoch else []
        made.send(json.dumps({"t": "hello", "token": self._token, "client": "t", "resume": seen}))
        assert json.loads(made.recv(5))["t"] == "welcome"
        if not seen:
            made.send(json.dumps({"t": "subscribe", "id": 1, "c": self._chat}))
        return made

    def follow(self, kind: str, count: int) -> None:
        """Read until there were so many events of a kind."""
        end = time.monotonic() + SOON
        while sum(event["k"] == kind for event in self.events) < count:
            assert time.monotonic() < end, [event["k"] for event in self.events]
            try:
                frame = json.loads(self._socket.recv(5))
            except (OSError, WebSocketException):
                self._socket = self._connect()
                continue
            # An epoch is told when there is one, and when it is another.
            if epoch := frame.get("epoch", frame.get("e")):
                assert epoch == (self._epoch or epoch)
                self._epoch = epoch
            if frame["t"] == "ev":
                self.events.append(frame)

    def close(self) -> None:
        self._opened.close()


def post(http: httpx.Client, token: str, chat: str, id: str) -> list[int]:
    """Send a message as often as a platform does, until it is acknowledged; return the answers."""
    body = {
        "conversation": chat,
        "message_id": id,
        "speaker": "customer",
        "text": "still no parcel",
    }
    statuses: list[int] = []
    end = time.monotonic() + SOON
    while True:
        answer = http.post(
            "/v1/messages", json=body, headers={"authorization": f"Bearer {token}"}, timeout=10
        )
        statuses.append(answer.status_code)
        if answer.status_code == 202:
            return statuses
        assert answer.status_code in (502, 503), answer.text
        assert time.monotonic() < end
        time.sleep(0.1)


def test_what_is_for_the_inside_does_not_pass(pair: Cluster, proxy: tuple[str, str]) -> None:
    _, address = proxy
    for path in ("/metrics", "/live", "/ready"):
        assert httpx.get(f"http://{address}{path}", trust_env=False).status_code == 404


def test_two_nodes_behind_a_proxy_are_one_and_either_may_die(
    pair: Cluster, proxy: tuple[str, str]
) -> None:
    name, address = proxy
    chat, platform = f"chat-{name}", pair.token("platform")
    widget = Widget(address, pair.token("agent"), chat)
    # One socket on each node: for the next request none is the better one.
    neighbour = Widget(address, pair.token("agent"), f"{chat}-quiet")
    with httpx.Client(base_url=f"http://{address}", trust_env=False) as http:
        before = [node.taken() for node in pair.nodes]
        for number in range(30):
            assert post(http, platform, chat, f"m{number}") == [202]
        both = [node.taken() - old for node, old in zip(pair.nodes, before, strict=True)]
        assert sum(both) == 30
        assert min(both) > 0, "the proxy is sticky"
        widget.follow("message.read", 30)

        pair.nodes[0].kill()
        answers = [post(http, platform, chat, f"m{number}") for number in range(30, 40)]
        if name == "nginx":
            # It asks the other node itself.
            assert answers == [[202]] * 10
    widget.follow("message.read", 40)
    widget.close()
    neighbour.close()
    assert [event["o"] for event in widget.events] == list(range(1, len(widget.events) + 1))
    posted = [event["d"]["message_id"] for event in widget.events if event["k"] == "message.posted"]
    assert posted == [f"m{number}" for number in range(40)]


def test_a_node_that_stops_turns_nobody_away(pair: Cluster, proxy: tuple[str, str]) -> None:
    name, address = proxy
    chat, platform = f"stop-{name}", pair.token("platform")
    widget = Widget(address, pair.token("agent"), chat)
    stopping = pair.nodes[0].process
    assert stopping is not None
    count = 0
    with httpx.Client(base_url=f"http://{address}", trust_env=False) as http:
        post(http, platform, chat, "first")
        stopping.terminate()
        while stopping.poll() is None or count < 20:
            answers = post(http, platform, chat, f"m{count}")
            # nginx asks the other node itself.
            assert name != "nginx" or answers == [202]
            count += 1
    assert stopping.wait() == 0
    pair.nodes[0].process = None
    widget.follow("message.read", count + 1)
    widget.close()
    assert [event["o"] for event in widget.events] == list(range(1, len(widget.events) + 1))


def test_the_nodes_keep_a_folder_each_and_the_journal_in_redis(pair: Cluster) -> None:
    for node in pair.nodes:
        assert not list(Path(node.folder).glob("journal*"))
    assert (pair.folder / "redis" / "appendonlydir").is_dir()
