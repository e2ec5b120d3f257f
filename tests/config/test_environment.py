from pathlib import Path

import pytest

from assist.config.environment import read_environment


def told(**environ: str) -> list[str]:
    return [str(one) for one in read_environment(environ)[2]]


def test_variables_set_keys_of_every_kind() -> None:
    server, limits, wrong = read_environment(
        {
            "WARMLINE_SERVER_PORT": "9000",
            "WARMLINE_SERVER_ORIGINS": "https://a.example, https://b.example",
            "WARMLINE_SERVER_DEMO": "True",
            "WARMLINE_SERVER_DATA": "state",
            "WARMLINE_SERVER_LOG": "json",
            "WARMLINE_LIMITS_PING_LEAST": "20.5",
            "WARMLINE_LIMITS_HELLO": "5",
            "HOME": "/root",
        }
    )
    assert wrong == []
    assert server == {
        "port": 9000,
        "origins": ("https://a.example", "https://b.example"),
        "demo": True,
        "data": Path("state"),
        "log": "json",
    }
    assert limits == {"ping_least": 20.5, "hello": 5.0}


def test_an_empty_variable_sets_nothing() -> None:
    assert read_environment({"WARMLINE_SERVER_PORT": ""}) == ({}, {}, [])


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("WARMLINE_SERVER_PORT", "80a", "write a whole number"),
        ("WARMLINE_SERVER_PORT", "8.0", "write a whole number"),
        ("WARMLINE_SERVER_PORT", "-1", "write a whole number"),
        ("WARMLINE_SERVER_PORT", "٨٠", "write a whole number"),
        ("WARMLINE_SERVER_PORT", "9" * 5000, "write a whole number"),
        ("WARMLINE_SERVER_PORT", "70000", "write a number from 1 to 65535"),
        ("WARMLINE_LIMITS_HELLO", "1.2.3", "write a number"),
        ("WARMLINE_LIMITS_HELLO", "nan", "write a number"),
        ("WARMLINE_SERVER_DEMO", "yes", "write true or false"),
        ("WARMLINE_SERVER_LOG", "xml", "unknown; write text or json"),
        ("WARMLINE_SERVER_HOST", "a\x1b", "leave out control characters and line ends"),
        ("WARMLINE_SERVER_PROT", "80", "unknown; did you mean WARMLINE_SERVER_PORT?"),
        ("WARMLINE_ZZZ", "1", "unknown; docs/configuration.md lists them"),
        (
            "WARMLINE_TENANTS_ACME_STORE",
            "none",
            "tenants stand in the file alone; write [tenants.<name>] there",
        ),
    ],
)
def test_a_variable_that_is_wrong_is_told(name: str, value: str, wrong: str) -> None:
    assert told(**{name: value}) == [f"{name}: {wrong}"]


def test_what_kubernetes_sets_beside_a_service_of_this_name_is_left_alone() -> None:
    assert not told(
        WARMLINE_SERVICE_HOST="10.0.0.1",
        WARMLINE_SERVICE_PORT="8420",
        WARMLINE_SERVICE_PORT_HTTP="8420",
        WARMLINE_PORT="tcp://10.0.0.1:8420",
        WARMLINE_PORT_8420_TCP="tcp://10.0.0.1:8420",
        WARMLINE_PORT_8420_TCP_ADDR="10.0.0.1",
        WARMLINE_WIDGET_SERVICE_HOST="10.0.0.2",
    )
