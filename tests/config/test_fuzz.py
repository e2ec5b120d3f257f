"""Any shape of values below the keys that exist: a mistake is told, and nothing else is raised."""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist.config.environment import read_environment, variable_of
from assist.config.example import SECTIONS
from assist.config.keys import SERVER
from assist.config.sources import gather
from assist.errors import ConfigError

NAMES = sorted({key.name for _, keys, _ in SECTIONS for key in keys})
TABLES = ["server", "limits", "tenants", "acme", "issuers", "webhooks", "chat", "", "a b"]
LEAVES = (
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["standard", "EdDSA", "none", "GB", "https://a.example", "10.0.0.0/8", "."])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(TABLES + NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)
TREES = st.fixed_dictionaries(
    {},
    optional={
        "server": VALUES,
        "limits": VALUES,
        "tenants": VALUES
        | st.dictionaries(
            st.text(max_size=5),
            st.fixed_dictionaries(
                {}, optional={"issuers": VALUES, "webhooks": VALUES, "mask": VALUES}
            ),
            max_size=3,
        ),
    },
)


def toml(value: object) -> str:
    """Return a value as TOML, on one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value)
        case str():
            return json.dumps(value)
    return str(value)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tree=TREES)
def test_K04_whatever_stands_in_a_file_is_understood_or_told(
    tree: dict[str, object], tmp_path: Path
) -> None:
    path = tmp_path / "warmline.toml"
    path.write_text("\n".join(f"{name} = {toml(value)}" for name, value in tree.items()))
    try:
        chosen = gather(path, environ={})
    except ConfigError as error:
        assert str(error)
    else:
        assert all(str(mistake).isprintable() for mistake in chosen.mistakes)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([variable_of("server", key) for key in SERVER] + ["WARMLINE_X", "HOME"]),
        st.text(max_size=20),
    )
)
def test_K04_whatever_stands_in_a_variable_is_understood_or_told(environ: dict[str, str]) -> None:
    server, _, wrong = read_environment(environ)
    assert all(str(mistake).isprintable() for mistake in wrong)
    assert len(server) + len(wrong) <= len(environ)
