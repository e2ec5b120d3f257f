import json
from dataclasses import replace
from pathlib import Path

import pytest

from assist.errors import ConfigError, FrameError
from assist.evaluation.metrics import LabelScore
from assist.evaluation.report import cues, data, from_json, page, tables, to_json
from assist.evaluation.results import Evaluation, SetResult, SystemResult, SystemState
from assist.evaluation.sets import SETS
from assist.labelled.sources import SOURCES
from assist.vocabulary import CUES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = "# Q\n\n<!-- reading -->\nold\n<!-- /reading -->\n\nwords\n\n<!-- cues -->\n<!-- /cues -->\n"
PAGE += "<!-- data -->\n\nold\n<!-- /data -->\nend\n"


def score(label: str, precision: float | None, f1: float = 0.5) -> LabelScore:
    return LabelScore(label=label, support=7, told=3, precision=precision, recall=0.25, f1=f1)


def result(system: str, *labels: LabelScore) -> SystemResult:
    return SystemResult(
        system=system,
        value=0.123456,
        low=0.1,
        high=0.2,
        precision=0.6,
        calibration=None,
        unsure=0.034,
        labels=labels,
    )


def state(name: str, version: str | None = "1.0") -> SystemState:
    return SystemState(name=name, about="polarity", languages=("en",), version=version)


EVALUATION = Evaluation(
    weights={"en": "ab" * 32},
    systems=(state("warmline"), state("vader"), state("asent", None)),
    sets=(
        SetResult(
            name="a-set",
            title="A set",
            language="en",
            measure="tones",
            messages=1200,
            results=(
                result("warmline", score("anger", 0.75, 0.4), score("delight", None, 0.6)),
                result("vader", score("anger", 0.1, 0.3), score("delight", 0.1, 0.2)),
            ),
        ),
        SetResult(
            name="requests",
            title="Requests",
            language="en",
            measure="alarms",
            messages=12,
            results=(result("warmline", score("anger", None)), result("vader")),
        ),
        SetResult(
            name="corpus-en-cues",
            title="Cues",
            language="en",
            measure="cues",
            messages=1200,
            results=(
                result("warmline", *[score(cue, 0.85 if cue > "m" else 0.8499) for cue in CUES]),
            ),
        ),
    ),
)


def rows(text: str, head: str) -> list[list[str]]:
    """Return the cells of the rows that begin with `head`."""
    lines = [line for line in text.splitlines() if line.startswith(f"| {head} ")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def test_the_overview_has_a_row_a_set_and_a_column_a_system() -> None:
    text = tables(EVALUATION)
    assert rows(text, "A set") == [["A set", "macro-F1", "1,200", "0.12", "0.12", "not installed"]]
    assert rows(text, "Requests")[0] == [
        "Requests",
        "share",
        "12",
        "12.3 %",
        "12.3 %",
        "not installed",
    ]
    assert rows(text, "Cues")[0][3:] == ["0.12", "–", "not installed"]


def test_a_set_shows_f1_a_label_and_warmlines_precision() -> None:
    text = tables(EVALUATION).partition("### A set")[2].partition("###")[0]
    (own, precision), (vader,) = (
        rows(text, "`warmline`") + rows(text, "`warmline`:"),
        rows(text, "`vader`"),
    )
    assert own == ["`warmline`", "0.12 (0.10 to 0.20)", "0.60", "–", "3.4 %", "0.40", "0.60"]
    assert precision[-2:] == ["0.75", "–"]
    assert vader[-2:] == ["0.30", "0.20"]


def test_a_missing_peer_is_no_zero() -> None:
    text = tables(EVALUATION)
    assert all(row[1] == "not installed" for row in rows(text, "`asent`"))
    assert len(rows(text, "`asent`")) == 3


def test_a_share_is_shown_in_percent_label_by_label() -> None:
    text = tables(EVALUATION).partition("### Requests")[2]
    assert rows(text, "`warmline`")[0][-1] == "25.0 %"
    assert rows(text, "`vader`")[0][-1] == "–"


def test_a_cue_below_the_limit_is_marked() -> None:
    text = cues(EVALUATION)
    assert rows(text, "`problem`") == [["`problem`", "7", "0.850", "0.250", "0.500"]]
    assert rows(text, "`abuse`")[0][-1] == "**below**"
    assert sum(row[-1] == "**below**" for cue in CUES for row in rows(text, f"`{cue}`")) == sum(
        cue <= "m" for cue in CUES
    )


def test_a_cue_that_is_never_told_is_marked() -> None:
    one = EVALUATION.sets[2]
    never = replace(one, results=(result("warmline", *[score(cue, None) for cue in CUES]),))
    text = cues(replace(EVALUATION, sets=(never,)))
    assert rows(text, "`problem`")[0][2:] == ["–", "0.250", "0.500", "**below**"]


def test_every_public_set_is_listed_with_its_licence() -> None:
    text = data()
    for source in SOURCES:
        ((_, cite, licence, use),) = rows(text, f"`{source.name}`")
        assert (cite, licence) == (source.cite, source.licence)
        assert use == ("trained on" if source.trains else "measured only")


def test_a_page_keeps_all_but_its_marked_parts() -> None:
    text = page(PAGE, EVALUATION)
    assert "\nold\n" not in text
    assert text.startswith("# Q\n\n<!-- reading -->\n\n| system")
    assert "\n\nwords\n\n" in text
    assert text.endswith("<!-- /data -->\nend\n")
    assert page(text, EVALUATION) == text


def test_a_page_is_written_from_the_figures_as_they_are_kept() -> None:
    one = EVALUATION.sets[0]
    edge = replace(one, results=(replace(one.results[0], value=0.13499),))
    evaluation = replace(EVALUATION, sets=(edge,))
    assert page(PAGE, evaluation) == page(PAGE, from_json(to_json(evaluation)))


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(ConfigError, match="put `<!-- cues -->`"):
        page(PAGE.replace("<!-- /cues -->", ""), EVALUATION)


def test_the_figures_survive_json_to_four_decimals() -> None:
    plain = json.loads(json.dumps(to_json(EVALUATION)))
    assert plain["sets"][0]["results"][0]["value"] == 0.1235
    again = from_json(plain)
    assert tables(again) == tables(EVALUATION)
    assert rows(cues(again), "`problem`") == rows(cues(EVALUATION), "`problem`")
    with pytest.raises(FrameError):
        from_json({"sets": 3})


def test_the_page_shows_the_figures_that_lie_beside_it() -> None:
    plain = json.loads((DOCS / "quality.json").read_text(encoding="utf-8"))
    text = (DOCS / "quality.md").read_text(encoding="utf-8")
    assert page(text, from_json(plain)) == text, "run `warmline evaluate reading DATA --write`"


def test_the_figures_are_of_all_sets_and_quote_no_message() -> None:
    plain = json.loads((DOCS / "quality.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in plain["sets"]] == list(SETS)
    assert all(one["errors"] == [] for one in plain["sets"])
