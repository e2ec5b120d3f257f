import subprocess
import sys
from dataclasses import replace
from typing import get_args

import pytest

from assist.config import Streamed
from assist.consoles.feeds import feed_of
from tests.server.desk import DESK


@pytest.mark.parametrize("console", get_args(Streamed))
def test_every_console_that_can_be_listened_to_has_something_that_listens(
    console: Streamed,
) -> None:
    feed = feed_of(console)(replace(DESK, console=console))
    assert callable(feed.run)


def test_what_no_setting_names_is_not_loaded() -> None:
    program = "import sys, assist.server.app; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "assist.consoles.feeds" in loaded
    assert not {"slixmpp", "assist.consoles.matrix.feed", "assist.consoles.xmpp.feed"} & set(loaded)
