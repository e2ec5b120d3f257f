import pytest

from tests.drafts.chats import found, names

REFUND = "c: where is my refund for order 1234?"


@pytest.mark.parametrize(
    "draft",
    [
        "I guarantee it will never happen again.",
        "It left today. Your parcel will definitely be there tomorrow.",
        "You'll have it on Friday for sure.",
    ],
)
def test_a_guarantee_is_too_much(draft: str) -> None:
    assert names(draft) == ["over-promise"]


def test_the_law_may_guarantee() -> None:
    assert names("Your statutory 2-year warranty guarantees a free repair.") == []


def test_a_refund_before_its_time_is_too_much_and_cites_the_policy() -> None:
    (one,) = found("We refund you within the hour.", REFUND)
    assert one.finding == "over-promise"
    assert "3 to 5 working days" in one.advice
    assert one.advice.endswith("(Refunds 2.3)")
    assert names("Your refund arrives within 5 working days.", REFUND) == []
    assert names("I've started your refund today; it arrives within 5 days.", REFUND) == []


def test_an_amount_beyond_the_agents_own_is_a_managers() -> None:
    assert names("As a gesture I'll add a voucher of £1,250.") == ["over-promise"]
    assert names("As a gesture I'll add a voucher of £25.") == []
    assert names("My manager has approved a voucher of £250 for you.") == []


@pytest.mark.parametrize("vague", ["as soon as possible", "shortly", "in due course"])
def test_a_time_that_says_nothing_is_vague(vague: str) -> None:
    assert names(f"I've passed it on and someone will call you {vague}.") == ["vague-deadline"]


@pytest.mark.parametrize(
    "draft",
    [
        "Someone will call you as soon as possible, by 5 pm at the latest.",
        "Someone will call you shortly. That will be before 5 pm.",
        "Hope to see you soon!",
        "As soon as you send me the photo, I order the new one.",
    ],
)
def test_a_real_time_beside_it_mends_a_vague_one(draft: str) -> None:
    assert names(draft) == []


def test_french_promises_are_read_as_well() -> None:
    assert names("Nous reviendrons vers vous dans les meilleurs délais.") == ["vague-deadline"]
    assert names("Je vous rappelle dès que possible, au plus tard demain 10 h.") == []
