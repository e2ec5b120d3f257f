import json
import re
from typing import Any

import msgspec

from assist.playbooks.conditions import parse, write
from assist.playbooks.format import Topic
from assist.playbooks.schema import render
from assist.vocabulary import ACTS, CUES, JOURNEYS, KINDS, TONES

SCHEMA: dict[str, Any] = json.loads(render())
TABLES: dict[str, Any] = SCHEMA["$defs"]


def test_it_knows_every_word_of_the_vocabulary() -> None:
    assert set(TABLES["CueTable"]["properties"]["id"]["enum"]) == set(CUES)
    assert set(TABLES["ToneTable"]["properties"]["id"]["enum"]) == set(TONES)
    assert set(TABLES["JourneyTable"]["properties"]["id"]["enum"]) == set(JOURNEYS)
    assert set(TABLES["ActTable"]["properties"]["id"]["enum"]) == set(ACTS)
    assert set(TABLES["SuggestionTable"]["properties"]["kind"]["enum"]) == set(KINDS)


def test_it_refuses_every_unknown_key() -> None:
    assert {name for name, table in TABLES.items() if table["additionalProperties"]} == set()


def test_it_names_the_tables_and_keys_of_a_topic() -> None:
    topic = TABLES["Topic"]
    assert set(topic["properties"]) == set(Topic.__struct_fields__)
    assert set(topic["required"]) == {"title", "about"}
    assert set(TABLES["Token"]["properties"]) == {
        *("LOWER", "LIKE_NUM", "IS_DIGIT", "IS_ALPHA", "IS_PUNCT", "LENGTH", "OP"),
        "IS_SENT_START",
    }


def test_it_asks_for_the_examples() -> None:
    cue = TABLES["CueTable"]["properties"]
    assert (cue["match"]["minItems"], cue["no_match"]["minItems"]) == (2, 1)


def test_it_completes_conditions_and_accepts_those_with_numbers() -> None:
    words, *shapes = TABLES["SuggestionTable"]["properties"]["requires"]["items"]["anyOf"]
    for condition in (
        *("anger", "anger before", "problem ever", "acted", "solution is failing"),
        *("issue is repeated", "promise is due", "chat is closing", "journey is exit"),
    ):
        assert condition in words["enum"]
    for condition in (
        *("customer waits 120s", "agent waits 5m", "customer waits long", "valence below -0.3"),
        *("apology-given 2x", "channel is web-form"),
    ):
        assert any(re.search(shape["pattern"], condition) for shape in shapes)
    for condition in ("customer waits ages", "anger 2x", "channel is E-Mail", "acted 0x"):
        assert not any(re.search(shape["pattern"], condition) for shape in shapes)


def test_what_it_completes_is_a_condition() -> None:
    words = TABLES["SuggestionTable"]["properties"]["requires"]["items"]["anyOf"][0]
    for condition in words["enum"]:
        assert write(parse(condition)) == condition


def test_every_key_of_a_card_and_a_sign_says_what_it_is() -> None:
    plain = {"id", "kind", "offered"}
    for table in ("CueTable", "SuggestionTable", "ExampleTable"):
        properties = TABLES[table]["properties"]
        assert {key for key, value in properties.items() if "description" not in value} <= plain


def test_it_is_the_same_each_time() -> None:
    assert render() == render()
    assert msgspec.json.decode(render())["title"].startswith("A Warmline playbook")
