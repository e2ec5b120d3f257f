from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.playbooks.load import MAX_BYTES, load
from tests.playbooks.rulefiles import (
    FRENCH,
    GOOD,
    HEAD,
    SUGGESTION,
    TOPIC,
    loaded,
    said,
    write,
)


def test_a_file_that_is_not_toml_is_off_and_the_rest_loads(tmp_path: Path) -> None:
    half = TOPIC[: TOPIC.index("patterns") + 20]
    playbooks = loaded(tmp_path, {**GOOD, "en/half.toml": half})
    assert [book.path for book in playbooks.playbooks] == ["en/leaving.toml", "fr/leaving.toml"]
    (line,) = said(playbooks)
    assert line.startswith("en/half.toml: not TOML: ")
    assert "at line 6" in line or "end of document" in line


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xef\xbb\xbf" + TOPIC.encode(), "line 1 begins with a byte order mark"),
        (TOPIC.encode("utf-16"), "line 1 is not UTF-8; save the file as UTF-8"),
        (HEAD.encode() + b'x = "\xe9"', "line 3 is not UTF-8"),
        (b"#" * (MAX_BYTES + 1), "more than 256 KB; split it into topics"),
        (b"a = " + b"[" * 100_000, "brackets are nested too deep"),
        (b"a = " + b"{a=" * 50_000, "brackets are nested too deep"),
        (b"a" + b".a" * 100_000 + b" = 1", "line 1 has more than 16 dots"),
        (b"a = " + b"1" * 10_000, "not TOML: "),
        (b"title = 'a'\ntitle = 'b'", "not TOML: "),
        (b"<<<<<<< HEAD", "not TOML: "),
        (b"\x00", "not TOML: "),
    ],
)
def test_a_broken_file_is_off_with_a_reason(tmp_path: Path, content: bytes, what: str) -> None:
    playbooks = loaded(tmp_path, {**GOOD, "en/broken.toml": content})
    assert len(playbooks.playbooks) == 2
    (line,) = said(playbooks)
    assert line.startswith(f"en/broken.toml: {what}")


def test_the_same_id_twice_in_a_language_is_off_the_second_time(tmp_path: Path) -> None:
    other = HEAD + SUGGESTION.replace("empathy", "ownership")
    playbooks = loaded(tmp_path, {**GOOD, "en/other.toml": other + SUGGESTION})
    assert (
        said(playbooks)
        == [
            'en/other.toml: suggestion "acknowledge-leaving": '
            "the id is taken in en/leaving.toml; choose another"
        ]
        * 2
    )
    assert [len(book.suggestions) for book in playbooks.of("en")] == [1, 0]


def test_the_same_id_twice_in_one_file_is_off_the_second_time(tmp_path: Path) -> None:
    twice = TOPIC + SUGGESTION.replace("Of course.", "Sure.")
    playbooks = loaded(tmp_path, {"en/leaving.toml": twice})
    assert len(said(playbooks)) == 1
    (rule,) = playbooks.playbooks[0].suggestions
    assert rule.text[2] == "Of course."


def test_experimental_topics_are_in_force_only_where_asked_for(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "en/leaving.toml": 'status = "experimental"\n' + TOPIC,
        "fr/leaving.toml": 'status = "deprecated"\n' + FRENCH,
    }
    assert loaded(tmp_path, files).playbooks == ()
    assert [book.language for book in load(tmp_path, experimental=True).playbooks] == ["en"]


def test_a_folder_that_is_not_there_gives_an_empty_set_and_a_reason(tmp_path: Path) -> None:
    playbooks = load(tmp_path / "nowhere")
    assert playbooks.playbooks == ()
    assert "cannot be listed" in said(playbooks)[0]


def test_what_is_no_rule_file_is_passed_over_or_told(tmp_path: Path) -> None:
    files = {**GOOD, "README.md": "#", "schema.json": "{}", "en/notes.txt": "x", ".git/x": ""}
    assert said(loaded(tmp_path, files)) == []
    (tmp_path / "en" / "folder.toml").mkdir()
    write(tmp_path, {"de/a.toml": HEAD, "en/Bad Name.toml": HEAD})
    assert said(load(tmp_path)) == [
        "de: no such language; name the folder en or fr",
        "en/Bad Name.toml: name the file in small letters, digits and hyphens, as `long-wait`",
        "en/folder.toml: not a file; put the rules into a file of this name",
    ]


def test_a_link_to_nowhere_is_told(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "en" / "gone.toml").symlink_to(tmp_path / "nowhere.toml")
    playbooks = load(tmp_path)
    assert len(playbooks.playbooks) == 2
    assert said(playbooks)[0].startswith("en/gone.toml: not a file")


def test_the_version_follows_names_and_contents(tmp_path: Path) -> None:
    first = loaded(tmp_path, GOOD).version
    assert load(tmp_path).version == first
    assert len(first) == 12
    write(tmp_path, {"en/leaving.toml": TOPIC + "\n# a remark"})
    changed = load(tmp_path).version
    assert changed != first
    (tmp_path / "en/leaving.toml").rename(tmp_path / "en/going.toml")
    assert load(tmp_path).version not in (first, changed)


def test_a_broken_file_changes_the_version_too(tmp_path: Path) -> None:
    first = loaded(tmp_path, {**GOOD, "en/a.toml": "title ="}).version
    assert loaded(tmp_path, {"en/a.toml": "title = ="}).version != first


def test_waits_and_tones_are_hashed_and_may_be_missing(tmp_path: Path) -> None:
    playbooks = loaded(tmp_path, {"en/leaving.toml": TOPIC})
    assert (playbooks.inferences, playbooks.paces, said(playbooks)) == ((), {}, [])
    write(tmp_path, {"waits.toml": "# nothing yet"})
    assert load(tmp_path).version != playbooks.version


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_spoilt_file_never_stops_the_set(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = write(tmp_path_factory.mktemp("rules"), GOOD)
    content = bytearray(TOPIC.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    write(folder, {"en/spoilt.toml": bytes(content)})
    playbooks = load(folder)
    assert {"en/leaving.toml", "fr/leaving.toml"} <= {book.path for book in playbooks.playbooks}
    assert all(d.path == "en/spoilt.toml" for d in playbooks.diagnostics)
