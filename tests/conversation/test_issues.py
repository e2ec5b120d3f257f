"""Messages -> the customer's issues."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.conversation.context import brought
from assist.conversation.issues import (
    KEPT,
    KEPT_MOVES,
    after_agent,
    after_customer,
    open_issues,
    unheard,
)
from assist.conversation.state import HeardLabel
from assist.ledger import Issue, Memory, Move
from assist.vocabulary import ACTS, CUES, Act, Cue, IssueStatus, Tone

Issues = tuple[Issue, ...]


def customer(
    issues: Issues,
    at: int,
    text: str = "",
    turn: tuple[int, ...] = (),
    thanks: bool = False,
    checked: bool = False,
    replying: bool = False,
    **heard: str,
) -> Issues:
    """Fold a message whose labels are named like `refund_request="money back"`."""
    labels: dict[str, Cue | Tone] = {cue.replace("-", "_"): cue for cue in CUES}
    labels |= {"gratitude": "gratitude", "anger": "anger"}
    return after_customer(
        issues,
        tuple(
            HeardLabel(label=labels[name], words=words, message_id=f"m{at}")
            for name, words in heard.items()
        ),
        message_id=f"m{at}",
        at=float(at),
        thanks=thanks,
        text=text,
        turn=frozenset(f"m{number}" for number in turn),
        checked=checked,
        replying=replying,
    )


def agent(issues: Issues, at: int, words: str, *acts: Act, substantive: bool = False) -> Issues:
    return after_agent(
        issues,
        frozenset(acts),
        message_id=f"m{at}",
        at=float(at),
        words=words,
        substantive=substantive,
    )


def course(issue: Issue) -> list[tuple[IssueStatus, str]]:
    return [(move.status, move.message_id) for move in issue.moves]


def statuses(issues: Issues) -> list[tuple[str, IssueStatus]]:
    return [(issue.about, issue.status) for issue in issues]


def test_a_whole_life_with_the_messages_that_moved_it() -> None:
    issues = customer((), 1, "the router keeps dropping", problem="keeps dropping")
    issues = agent(issues, 2, "Sorry about that, let me look.", "apology-given")
    issues = agent(issues, 3, "I've reset the line from here.", "acted")
    issues = customer(issues, 4, "ah it works now", resolved="it works now")
    (issue,) = issues
    assert (issue.issue_id, issue.words, issue.raised) == ("i1", "keeps dropping", 1)
    assert course(issue) == [
        ("raised", "m1"),
        ("acknowledged", "m2"),
        ("acted", "m3"),
        ("resolved", "m4"),
        ("confirmed", "m4"),
    ]
    assert open_issues(issues) == ()


@pytest.mark.parametrize(
    "cue",
    [
        *("problem", "fraud_worry", "safety", "refund_request", "churn_risk"),
        *("escalation_request", "expectation_gap", "long_wait", "legal_threat", "effort"),
    ],
)
def test_a_complaint_a_request_or_pressure_alone_is_an_issue(cue: str) -> None:
    (issue,) = customer((), 1, **{cue: "the words"})  # type: ignore[arg-type]
    assert (issue.about, issue.status) == (cue.replace("_", "-"), "raised")


def test_what_is_no_complaint_is_no_issue() -> None:
    assert customer((), 1, loyalty="ten years", deadline="Friday", shouting="NOW") == ()
    assert customer((), 1, anger="furious") == ()


def test_a_complaint_and_a_request_in_one_message_are_two() -> None:
    issues = customer(
        (), 1, "zip broke after a day, refund please", problem="zip broke", refund_request="refund"
    )
    assert statuses(issues) == [("problem", "raised"), ("refund-request", "raised")]


def test_one_message_complains_of_one_matter_the_gravest_first() -> None:
    (issue,) = customer((), 1, problem="charged twice", fraud_worry="not me", long_wait="2 weeks")
    assert issue.about == "fraud-worry"


def test_told_again_counts_up_and_quotes_the_first_time() -> None:
    issues = customer((), 1, "mon colis n'est pas arrivé", problem="n'est pas arrivé")
    issues = agent(issues, 2, "Je comprends, je regarde.", "empathy-given")
    (issue,) = customer(issues, 3, "toujours pas arrivé !", problem="toujours pas arrivé")
    assert (issue.raised, issue.words, issue.status) == (2, "n'est pas arrivé", "raised")
    assert issue.moves[-1] == Move(
        status="raised", message_id="m3", at=3.0, words="toujours pas arrivé"
    )


@pytest.mark.parametrize(
    "cue",
    [
        *("repeat_contact", "long_wait", "broken_promise", "unanswered", "effort"),
        *("public_threat", "legal_threat"),
    ],
)
def test_pressure_tells_the_open_issue_again(cue: str) -> None:
    issues = agent(customer((), 1, problem="no heating"), 2, "Noted, thank you.", "update-given")
    (issue,) = customer(issues, 3, **{cue: "third time now"})  # type: ignore[arg-type]
    assert (issue.about, issue.raised) == ("problem", 2)


def test_less_than_expected_is_a_detail_of_the_open_issue() -> None:
    issues = agent(customer((), 1, churn_risk="cancel my plan"), 2, "Why?", "clarification-given")
    assert customer(issues, 3, "too expensive now", expectation_gap="too expensive") == issues
    (issue,) = customer((), 1, expectation_gap="nothing like the photo")
    assert customer((issue,), 3, expectation_gap="not as described")[0].raised == 2


def test_what_a_turn_says_in_several_messages_is_told_once() -> None:
    issues = customer((), 1, "hi my parcel is late", problem="parcel is late")
    issues = customer(issues, 2, "like 2 weeks late", turn=(1,), long_wait="2 weeks late")
    issues = customer(issues, 3, "you said monday", turn=(1, 2), broken_promise="you said monday")
    (issue,) = issues
    assert (issue.raised, course(issue)) == (1, [("raised", "m1")])
    (issue,) = customer(issues, 9, "it's still late", problem="still late")
    assert issue.raised == 2


def test_the_complaint_gives_pressure_its_name() -> None:
    issues = customer((), 1, "this is the third time I write!", repeat_contact="third time")
    issues = agent(issues, 2, "What can I do for you?", "clarification-given")
    (issue,) = customer(issues, 3, "my oven is dead", problem="oven is dead")
    assert (issue.about, issue.words, issue.raised) == ("problem", "oven is dead", 1)


def test_another_matter_said_with_also_is_a_second_issue() -> None:
    issues = customer((), 1, "the screen is cracked", problem="screen is cracked")
    issues = agent(issues, 2, "Could you send a photo?", "clarification-given")
    issues = customer(issues, 3, "and also the invoice is wrong", problem="invoice is wrong")
    assert [issue.issue_id for issue in issues] == ["i1", "i2"]
    luggage = customer((), 1, "great, another delay", problem="another delay")
    luggage = customer(luggage, 3, "so now my bag is missing too", problem="bag is missing")
    assert [issue.words for issue in luggage] == ["another delay", "bag is missing"]
    issues = customer(issues, 5, "aussi, screen still cracked", problem="still cracked")
    assert [issue.raised for issue in issues] == [2, 1]


def test_a_resolved_issue_told_as_not_working_is_raised_again() -> None:
    issues = customer((), 1, problem="won't start")
    issues = agent(issues, 2, "I have sent a new key to it.", "acted")
    issues = customer(issues, 3, "works, thanks", resolved="works")
    (issue,) = customer(issues, 4, "no wait, dead again", turn=(3,), problem="dead again")
    assert (issue.status, issue.raised, issue.words) == ("raised", 2, "won't start")


def test_a_new_matter_after_a_solved_one_is_new() -> None:
    issues = customer((), 1, problem="parcel is lost")
    issues = customer(issues, 3, "found it!", resolved="found it")
    issues = customer(issues, 5, "the invoice looks wrong", problem="invoice looks wrong")
    assert statuses(issues) == [("problem", "confirmed"), ("problem", "raised")]


def test_solved_now_is_no_complaint_about_before() -> None:
    issues = customer((), 1, problem="app crashes")
    issues = customer(
        issues, 2, "it crashed for hours but works now", problem="crashed", resolved="works now"
    )
    assert statuses(issues) == [("problem", "confirmed")]


def test_the_words_tell_which_of_several_is_solved() -> None:
    issues = customer((), 1, problem="parcel is lost")
    issues = customer(issues, 3, "also the invoice is wrong", problem="invoice is wrong")
    parcel = customer(issues, 5, "the parcel is here now", resolved="is here now")
    assert statuses(parcel) == [("problem", "confirmed"), ("problem", "raised")]
    both = customer(issues, 5, "everything is sorted, cheers", resolved="sorted")
    assert open_issues(both) == ()
    tout = customer(issues, 5, "c'est bon, tout est réglé", resolved="réglé")
    assert open_issues(tout) == ()


def test_thanks_after_the_act_resolve_and_confirm_nothing() -> None:
    acted = agent(customer((), 1, problem="charged twice"), 2, "I've taken it off.", "acted")
    (issue,) = customer(acted, 3, "thanks so much", thanks=True, gratitude="thanks so much")
    assert issue.status == "resolved"
    (issue,) = customer((issue,), 4, "it's back on my account", resolved="back on my account")
    assert issue.status == "confirmed"


def test_thanks_do_not_close_what_nobody_acted_on_or_what_is_asked_about() -> None:
    issues = agent(customer((), 1, problem="charged twice"), 2, "Sorry!", "apology-given")
    assert statuses(customer(issues, 3, "ok thanks bye", thanks=True, farewell="bye")) == [
        ("problem", "acknowledged")
    ]
    acted = agent(issues, 4, "I've taken it off.", "acted")
    assert statuses(customer(acted, 5, "thanks, when will I see it?", thanks=True)) == [
        ("problem", "acted")
    ]
    (issue,) = customer(acted, 5, "thanks but still there", thanks=True, problem="still there")
    assert issue.status == "raised"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("yes it does, thank you", "confirmed"),
        ("oui, c'est bon", "confirmed"),
        ("yes but another thing", "acted"),
        ("oui mais pas sur mon téléphone", "acted"),
        ("not yet", "acted"),
        ("yes, why?", "acted"),
    ],
)
def test_a_yes_to_the_check_confirms(answer: str, status: IssueStatus) -> None:
    issues = agent(customer((), 1, problem="no signal"), 2, "I have reset it.", "acted")
    issues = agent(issues, 3, "Does it work now?", "confirmation-given")
    assert issues[0].status == "acted"
    assert customer(issues, 4, answer, checked=True)[0].status == status
    assert customer(issues, 4, answer)[0].status == "acted"


@pytest.mark.parametrize(
    "act",
    [
        *("empathy-given", "apology-given", "ownership-given", "clarification-given"),
        *("update-given", "escalation-given"),
    ],
)
def test_an_agent_who_takes_it_up_acknowledges(act: Act) -> None:
    (issue,) = agent(customer((), 1, problem="no heating"), 2, "I see.", act)
    assert issue.status == "acknowledged"


def test_a_reply_of_substance_acknowledges_and_a_greeting_does_not() -> None:
    issues = customer((), 1, problem="no heating")
    assert agent(issues, 2, "Hello, this is Tom.")[0].status == "raised"
    assert agent(issues, 2, "The boiler shows a fault code.", substantive=True)[0].status == (
        "acknowledged"
    )
    assert agent(issues, 2, "Anything else?", "confirmation-given")[0].status == "raised"


def test_a_reply_moves_what_it_speaks_about_else_the_latest() -> None:
    issues = customer((), 1, problem="parcel is lost")
    issues = customer(issues, 3, "also the invoice is wrong", problem="invoice is wrong")
    named = agent(issues, 4, "I've opened a search for the parcel.", "acted")
    assert [issue.status for issue in named] == ["acted", "raised"]
    latest = agent(issues, 4, "That must be annoying.", "empathy-given")
    assert [issue.status for issue in latest] == ["raised", "acknowledged"]


def test_one_reply_takes_up_all_that_one_message_told() -> None:
    issues = customer((), 1, problem="zip broke", refund_request="money back")
    issues = agent(issues, 2, "I'm sorry to hear that.", "apology-given")
    assert {issue.status for issue in issues} == {"acknowledged"}


def test_a_refund_that_was_granted_settles_the_complaint_behind_it() -> None:
    issues = agent(customer((), 1, problem="parcel is lost"), 2, "Oh no.", "empathy-given")
    issues = customer(issues, 3, "je veux être remboursé", refund_request="être remboursé")
    issues = agent(issues, 4, "Je viens de vous rembourser les 40 €.", "acted")
    assert {issue.status for issue in issues} == {"acted"}


def test_to_hand_over_acts_on_the_request_for_a_manager_alone() -> None:
    issues = customer((), 1, problem="parcel is lost")
    issues = customer(issues, 3, "get me a manager", escalation_request="get me a manager")
    issues = agent(issues, 4, "I'm bringing in my supervisor now.", "escalation-given")
    assert statuses(issues) == [("problem", "raised"), ("escalation-request", "acted")]


def memory(at: float, *issues: Issue) -> Memory:
    return Memory(conversation=f"c{at}", at=at, issues=issues)


def test_what_was_left_open_comes_back_with_the_customer() -> None:
    old = customer((), 1, problem="fridge is leaking")
    old = agent(customer(old, 3, problem="still leaking"), 4, "Noted.", "update-given")
    done = customer(customer((), 1, problem="bill wrong"), 2, resolved="fixed")
    issues = brought((memory(1, *done), memory(2, *old)))
    (issue,) = issues
    assert (issue.issue_id, issue.brought, issue.raised) == ("i1", True, 2)
    assert (issue.status, issue.moves) == ("acknowledged", ())
    (issue,) = customer(issues, 1, "the fridge leaks again", problem="leaks again")
    assert (issue.raised, issue.status, issue.words) == (3, "raised", "fridge is leaking")


def test_a_new_matter_of_a_returning_customer_is_new() -> None:
    issues = brought((memory(1, *customer((), 1, problem="fridge is leaking")),))
    issues = customer(issues, 1, "my invoice is wrong", problem="invoice is wrong")
    assert [(issue.issue_id, issue.brought) for issue in issues] == [("i1", True), ("i2", False)]


def test_what_is_remembered_twice_or_known_already_comes_once() -> None:
    old = customer((), 1, problem="fridge is leaking")
    again = customer(brought((memory(1, *old),)), 2, "still leaking", long_wait="still leaking")
    memories = (memory(2, *again), memory(1, *old))
    (issue,) = brought(memories)
    assert issue.raised == 2
    here = customer((), 1, problem="invoice is wrong")
    late = brought(memories, here)
    assert [issue.issue_id for issue in late] == ["i2"]
    assert brought(memories, (*late, *here)) == ()


def test_the_oldest_closed_issues_leave_first() -> None:
    issues = customer((), 0, problem="kettle")
    things = "apple bread candle desk engine fridge garden hammer island jacket lantern mirror"
    things += " needle orange pillow quartz ribbon saddle table umbrella"
    for at, thing in enumerate(things.split(), 1):
        if at == 4:
            issues = customer(issues, 100, "candle found", resolved="candle found")
            issues = customer(issues, 101, "bread found", resolved="bread found")
        issues = customer(issues, at, f"also the {thing}", problem=thing)
    assert len(issues) == KEPT
    assert "bread" not in {issue.words for issue in issues}
    assert [issue.words for issue in issues[:2]] == ["kettle", "apple"]
    assert len({issue.issue_id for issue in issues}) == KEPT


WORDS = st.sampled_from(
    ["parcel lost", "invoice", "again", "colis perdu", "also", "yes", "oui", "everything", "", "?"]
)
TURN = st.one_of(
    st.tuples(
        st.just("customer"), st.lists(st.tuples(st.sampled_from(CUES), WORDS), max_size=3), WORDS
    ),
    st.tuples(st.just("agent"), st.lists(st.sampled_from(ACTS), max_size=3), WORDS),
)


@given(st.lists(TURN, max_size=30), st.booleans())
def test_in_any_chat_each_status_has_its_move_and_each_issue_its_id(
    turns: list[tuple[str, list[tuple[Cue, str]] | list[Act], str]], flag: bool
) -> None:
    issues: Issues = ()
    for at, (speaker, labels, text) in enumerate(turns):
        before = {issue.issue_id: issue for issue in issues}
        if speaker == "customer":
            heard = tuple(
                HeardLabel(label=one[0], words=one[1], message_id=f"m{at}")
                for one in labels
                if isinstance(one, tuple)
            )
            issues = after_customer(
                issues, heard, message_id=f"m{at}", at=at, thanks=flag, text=text, checked=flag
            )
        else:
            acts: frozenset[Act] = frozenset(act for act in labels if not isinstance(act, tuple))
            issues = after_agent(
                issues, acts, message_id=f"m{at}", at=at, words=text, substantive=flag
            )
        assert len({issue.issue_id for issue in issues}) == len(issues) <= KEPT
        for issue in issues:
            assert issue.status == issue.moves[-1].status
            assert issue.status in get_args(IssueStatus)
            assert len(issue.moves) <= KEPT_MOVES
            old = before.get(issue.issue_id)
            if old is None or old.status != issue.status:
                assert issue.moves[-1].message_id == f"m{at}"
            elif old is not None:
                assert issue.raised - old.raised in (0, 1)


@pytest.mark.parametrize(
    ("text", "words", "replying", "raised"),
    [
        ("but the kettle still isn't working", "isn't working", False, 2),
        ("it isn't working, you know", "isn't working", False, 2),
        ("error E119, and no hot water", "no hot water", True, 1),
        ("yes still not working", "not working", True, 1),
        ("j'ai essayé, ça ne marche toujours pas", "ne marche toujours pas", True, 1),
        ("now the lid leaks", "the lid leaks", False, 1),
        ("blue, hard shell. the kettle still isn't working", "isn't working", True, 2),
    ],
)
def test_the_same_again_counts_and_an_answer_or_a_new_detail_does_not(
    text: str, words: str, *, replying: bool, raised: int
) -> None:
    issues = customer((), 1, "the kettle isn't working", problem="isn't working")
    issues = agent(issues, 2, "Have you tried another plug?", "clarification-given")
    (issue,) = customer(issues, 3, text, replying=replying, problem=words)
    assert (issue.status, issue.raised) == ("raised", raised)


def test_pressure_tells_it_again_even_in_an_answer() -> None:
    issues = customer((), 1, "the kettle isn't working", problem="isn't working")
    issues = agent(issues, 2, "Your order number?", "clarification-given")
    issues = customer(issues, 3, "third time i give it", replying=True, repeat_contact="third time")
    assert [issue.raised for issue in issues] == [2]
    assert unheard(issues) == issues


def test_what_was_acted_on_had_been_heard() -> None:
    issues = customer((), 1, "i cant log in", problem="cant log in")
    issues = agent(issues, 2, "I've unlocked your account, try now.", "acted")
    issues = customer(issues, 3, "i still cant log in", problem="still cant log in")
    assert [(issue.status, issue.raised) for issue in issues] == [("raised", 2)]
    assert unheard(issues) == ()
