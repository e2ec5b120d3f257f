from itertools import islice

from benchmarks.traffic import Traffic, endless, own, scripts


def test_chats_take_turns_and_make_room_for_others() -> None:
    began: list[tuple[str, int]] = []
    ended: list[tuple[str, int]] = []
    traffic = Traffic("c", lambda *chat: began.append(chat), lambda *chat: ended.append(chat))
    traffic.live(5)
    assert began == [(f"c-{number}", number) for number in range(5)]
    said = [traffic.next() for _ in range(500)]
    assert [one.slot for one in said] == [number % 5 for number in range(500)]
    assert [one.chat for one in said[:5]] == [f"c-{number}" for number in range(5)]
    assert len(began) == len({one.chat for one in said}) == 5 + len(ended) > 40
    assert {one.speaker for one in said} == {"customer", "agent"}


def test_fewer_chats_may_talk_while_the_others_wait() -> None:
    traffic = Traffic("c")
    traffic.live(6)
    traffic.live(2)
    assert {traffic.next().slot for _ in range(20)} == {0, 1}
    assert traffic.chats == 6


def test_no_text_comes_twice() -> None:
    traffic = Traffic("c")
    traffic.live(50)
    texts = [traffic.next().text for _ in range(5000)]
    assert len(set(texts)) == 5000
    assert len({own("hello", number) for number in range(20_000)}) == 20_000


def test_scripts_are_of_both_languages_and_of_both_kinds() -> None:
    whole, joined = scripts()
    for kind in (whole, joined):
        assert {script.language for script in kind} == {"en", "fr"}
        assert all(script.turns for script in kind)
    assert len(joined) > 1000 > len(whole) > 40
    french = list(islice(endless("fr", 1), 200))
    assert french == list(islice(endless("fr", 1), 200))
    assert french != list(islice(endless("fr", 2), 200))
