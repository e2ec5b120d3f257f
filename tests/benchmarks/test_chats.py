from pathlib import Path

from assist.transcript import Chat
from benchmarks.chats import from_json_lines, from_multidogo, from_sgd


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


def test_multidogo_holds_customers_turns(tmp_path: Path) -> None:
    path = tmp_path / "airline.tsv"
    path.write_text(
        "conversationId\tturnNumber\tutteranceId\tutterance\tslot-labels\tintent\n"
        'a\t1\tx\thi "there\tO\topening\n'
        'a\t2\tx\t"two\nlines"\tO\tbook\n'
        "b\t1\tx\thello\tO\topening\n"
    )
    first, second = from_multidogo(path)
    assert said(first) == [("customer", 'hi "there'), ("customer", "two\nlines")]
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
