"""What the rules found and how it is typed -> facts."""

from assist.reading.facts import FACTS, facts


def test_every_fact_has_its_place_and_stays_between_nought_and_one() -> None:
    found = facts("Why?! ... No!!!!!", 90, {"anger": 0.98}, {"problem", "shouting"}, -0.6)
    named = dict(zip(FACTS, found, strict=True))
    assert all(0 <= value <= 1 for value in found)
    assert (named["anger"], named["problem"], named["shouting"], named["praise"]) == (0.98, 1, 1, 0)
    assert (named["question"], named["dots"], named["exclamations"], named["length"]) == (
        1,
        1,
        1,
        1,
    )
    assert (named["unpleasant"], named["pleasant"], named["short"]) == (0.6, 0, 0)


def test_where_vader_cannot_read_it_says_nothing() -> None:
    named = dict(zip(FACTS, facts("ok", 1, {}, (), None), strict=True))
    assert (named["pleasant"], named["unpleasant"], named["short"]) == (0, 0, 1)
