from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.labelled import dialogues, public
from assist.labelled.dialogues import (
    UNKNOWN,
    from_json_lines,
    from_multidogo,
    from_sgd,
    public_dialogues,
)
from assist.transcript import Chat
from tests.evaluation.publicdata import public_data


def said(chat: Chat) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in chat.turns]


def test_json_lines_are_those_of_replay(tmp_path: Path) -> None:
    path = tmp_path / "chats.jsonl"
    path.write_text(
        '{"id": "a", "language": "fr", "turns": [{"speaker": "customer", "text": "bonjour"}]}\n\n'
        '{"turns": [{"speaker": "agent", "at": 3, "text": "hello"}]}\n'
    )
    first, second = from_json_lines(path)
    assert (first.id, first.language, said(first)) == ("a", "fr", [("customer", "bonjour")])
    assert (second.id, said(second)) == ("2", [("agent", "hello")])
    assert [chat.id for chat in from_json_lines(path, 1)] == ["a"]


def test_multidogo_holds_customers_turns_and_where_the_agents_were(tmp_path: Path) -> None:
    path = tmp_path / "airline.tsv"
    path.write_text(
        "conversationId\tturnNumber\tutteranceId\tutterance\tslot-labels\tintent\n"
        'a\t1\tx\thi "there\tO\topening\n'
        'a\t2\tx\t"two\nlines"\tO\tbook\n'
        "a\t5.0\tx\tthanks\tO\tthank\n"
        "b\t1\tx\thello\tO\topening\n"
    )
    first, second = from_multidogo(path)
    assert said(first) == [
        *(("customer", 'hi "there'), ("customer", "two\nlines")),
        *(("agent", UNKNOWN), ("customer", "thanks")),
    ]
    assert (second.id, len(second.turns)) == ("b", 1)
    assert len(list(from_multidogo(path, 1))) == 1


def test_sgd_holds_both_sides_without_the_ratings(tmp_path: Path) -> None:
    path = tmp_path / "SGD.txt"
    path.write_text(
        "\nUSER\tweather?\tINFORM\t3,3\nSYSTEM\twhere?\tREQUEST\t\nUSER\tOVERALL\t\t4,3\n"
        "\nUSER\thi\tX\t3\n\n"
    )
    first, second = from_sgd(path)
    assert said(first) == [("customer", "weather?"), ("agent", "where?")]
    assert said(second) == [("customer", "hi")]
    assert [turn.at for turn in first.turns] == [0.0, 20.0]


def published(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = public_data(folder, monkeypatch)
    monkeypatch.setattr(dialogues, "SOURCES", vars(public)["SOURCES"])
    return data


def test_public_sets_come_from_all_over_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogues, "MULTIDOGO", 3)
    (multidogo, chats), (sgd, others) = public_dialogues(published(tmp_path, monkeypatch))
    assert (multidogo, sgd) == ("multidogo", "uss_sgd")
    assert [chat.id for chat in chats[:4]] == ["airline0", "airline6", "airline12", "fastfood0"]
    assert len(chats) == 18
    assert said(others[0])[0] == ("customer", "find me a bus")


def test_public_data_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = published(tmp_path, monkeypatch)
    (data / "multidogo" / "media.tsv").write_text("changed")
    with pytest.raises(ConfigError, match=r"media.tsv: not the published file"):
        list(public_dialogues(data))
    (data / "multidogo" / "media.tsv").unlink()
    with pytest.raises(ConfigError, match=r"media.tsv: not there; get Peskov"):
        list(public_dialogues(data))
