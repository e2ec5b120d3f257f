from collections.abc import Iterator, Mapping, Sequence

import pytest

from assist.evaluation.peers import PEERS, Compound, Heard, Known, WordAffects
from assist.vocabulary import TONES


class Affects:
    """Stands for NRCLex: the words' affects by a table."""

    def __init__(self, affects: Mapping[str, Sequence[str]]) -> None:
        self._affects = affects
        self.affect_frequencies: dict[str, float] = {}

    def load_token_list(self, words: Sequence[str]) -> None:
        found = [affect for word in words for affect in self._affects.get(word, ())]
        self.affect_frequencies = {one: found.count(one) / len(found) for one in found}


def known(name: str) -> Known:
    return next(one for one in PEERS if one.name == name)


def heard(texts: Iterator[Heard]) -> Heard:
    (one,) = texts
    return one


@pytest.mark.parametrize(
    ("score", "kind"),
    [(0.05, "positive"), (0.049, "neutral"), (-0.05, "negative"), (0.0, "neutral")],
)
def test_a_compound_score_is_a_class_from_its_limit_on(score: float, kind: str) -> None:
    assert heard(Compound(lambda _: score, 0.05).read(["x"])).polarity == kind


def test_without_a_limit_nothing_at_all_is_still_neutral() -> None:
    assert heard(Compound(lambda _: 0.0, 0.0).read(["x"])).polarity == "neutral"
    assert heard(Compound(lambda _: 0.01, 0.0).read(["x"])).polarity == "positive"


def test_polarity_is_the_score_of_the_tones_of_its_side() -> None:
    scores = heard(Compound(lambda _: -0.5, 0.05).read(["x"])).scores
    assert set(scores) == set(TONES)
    assert (scores["anger"], scores["remorse"], scores["delight"]) == (0.75, 0.75, 0.25)


def test_affects_are_tones_and_the_class_that_more_words_have() -> None:
    table = {"furious": ("anger", "negative"), "happy": ("joy", "positive"), "scam": ("negative",)}
    peer = WordAffects(Affects(table))
    one = heard(peer.read(["FURIOUS scam, happy?"]))
    assert one.polarity == "negative"
    assert (one.scores["anger"], one.scores["delight"], one.scores["gratitude"]) == (0.2, 0.2, 0.0)
    assert heard(peer.read(["a table"])).polarity == "neutral"


def test_vader_is_the_package_itself() -> None:
    peer = known("vader").build("en", lambda _: ())
    kinds = [one.polarity for one in peer.read(["I love it", "I hate it", "a table"])]
    assert kinds == ["positive", "negative", "neutral"]


def test_a_peer_that_is_not_installed_has_no_version() -> None:
    there = known("vader")
    assert there.version() is not None
    missing = Known(
        name="x", package="no-such-package", about="", languages=("en",), build=there.build
    )
    assert missing.version() is None


def test_each_peer_has_a_name_of_its_own_and_says_what_it_tells() -> None:
    assert len({one.name for one in PEERS}) == len(PEERS)
    assert all(one.about and one.languages for one in PEERS)


@pytest.mark.parametrize("name", [one.name for one in PEERS if one.name != "spacy-bow"])
def test_an_installed_peer_reads(name: str) -> None:
    peer = known(name)
    if peer.version() is None:
        pytest.skip(f"{peer.package} is not installed")
    (language,) = peer.languages
    one = heard(peer.build(language, lambda _: ()).read(["c'est nul, horrible horrible angry"]))
    assert one.polarity == "negative"
    assert set(one.scores) == set(TONES)
