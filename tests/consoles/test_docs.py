"""The tables of docs/consoles, and that there is a page for each console."""

import re
from pathlib import Path

import pytest

from assist.config import Console
from assist.config.sources import gather
from assist.consoles import docs
from assist.consoles.registry import NAMES
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest

PAGES = Path(__file__).parents[2] / "docs" / "consoles"


def test_the_table_of_consoles_has_a_row_each() -> None:
    page = docs.with_tables("before\n<!-- consoles -->\nold\n<!-- end -->\nafter\n")
    assert page.startswith("before\n<!-- consoles -->\n\nWebhooks:")
    assert page.endswith("\n<!-- end -->\nafter\n")
    assert "old" not in page
    assert [one.name for one in docs.webhooks()] == list(NAMES)
    for one in (*docs.webhooks(), *docs.streams()):
        assert f"| `{one.name}` | [{one.title}]({one.page}) |" in page
    assert docs.with_tables(page) == page


@pytest.mark.parametrize("name", NAMES)
def test_each_sample_of_a_console_is_read_and_in_its_table(name: Console) -> None:
    page = docs.with_tables(f"<!-- samples of {name} -->\n<!-- end -->\n")
    assert docs.samples(name)
    for sample in docs.samples(name):
        assert f"| `{sample.name}` | " in page
        docs.heard(name, sample)


@pytest.mark.parametrize("name", NAMES)
def test_each_console_has_a_page_with_its_samples(name: Console) -> None:
    text = (PAGES / f"{name}.md").read_text()
    headings = re.findall(r"^##? (.+)$", text, re.M)
    assert headings[1:4] == ["Read", "Show and insert", "What was checked"]
    assert f"<!-- samples of {name} -->" in text
    assert "<!-- read -->" not in text and "<!-- show -->" not in text


def test_each_page_of_a_stream_is_there() -> None:
    for one in docs.streams():
        assert (PAGES / one.page).is_file()


def test_a_name_that_nobody_has_is_told() -> None:
    page = docs.with_tables("<!-- samples of nobody -->\n<!-- end -->\n")
    assert "No console is called nobody." in page


def test_what_is_said_is_told_in_one_line_of_words() -> None:
    message = MessageRequest(
        conversation="c", message_id="m", speaker="agent", text="one\ntwo " + "x" * 99
    )
    assert docs.in_words(message).startswith("agent says “one two xxx")
    assert docs.in_words(message).endswith("…”")
    edit = RevisionRequest(conversation="c", message_id="m", revision_id="r", text="b")
    assert docs.in_words(edit) == "message m is now “b”"
    gone = RevisionRequest(conversation="c", message_id="m", revision_id="r")
    assert docs.in_words(gone) == "message m is taken back"
    known = ContextRequest(
        conversation="c", context_id="k", agent="7", agent_name="Ana", channel="chat"
    )
    assert docs.in_words(known) == "known: agent 7, agent's name “Ana”, channel chat"


def test_a_cell_holds_no_markup_of_a_payload() -> None:
    page = docs.with_tables("<!-- samples of libredesk -->\n<!-- end -->\n")
    assert "&amp;" in page
    assert not re.search(r"<(?!br>|!--)", page)


ALL = sorted(PAGES.glob("*.md"))
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)")
TABLES = re.compile(r"^```toml\n(\[tenants\..*?)^```$", re.M | re.S)
SECRET = re.compile(r'"([\w./-]+)"')


def anchors(page: Path) -> set[str]:
    """Return what a link into a page may name."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\s-]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.stem)
def test_each_link_leads_somewhere(page: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(), flags=re.S)
    for name, anchor in LINK.findall(prose):
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), name
        assert not anchor or target.suffix != ".md" or anchor in anchors(target), (name, anchor)


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.stem)
def test_the_settings_on_a_page_are_right(page: Path, tmp_path: Path) -> None:
    for number, table in enumerate(TABLES.findall(page.read_text())):
        settings = tmp_path / f"{number}.toml"
        settings.write_text(table)
        for line in re.findall(r"^\w*secret_files = .*$", table, re.M):
            for name in SECRET.findall(line):
                secret = tmp_path / name
                secret.write_text("0123456789abcdef0123456789abcdef")
                secret.chmod(0o600)
        assert [str(one) for one in gather(settings, environ={}).mistakes] == []
