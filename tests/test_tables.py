import time
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.tables import tables

DOTS = "a" + ".a" * 65
HIDDEN = [
    f"{DOTS} = 1",
    f"[{DOTS}]",
    f"[[{DOTS}]]",
    f"x = {{ {DOTS} = 1 }}",
    f"x = [{{ y = 1, {DOTS} = 1 }}]",
    f'"="{".a" * 65} = 1',
    f'"\u2028"{".a" * 65} = 1',
    f'"#"{".a" * 65} = 1',
    f"'\"'{'.a' * 65} = 1",
    f'"\\""{".a" * 65} = 1',
    f'"a,b[{{"{".a" * 65} = 1',
    f'# """\n{DOTS} = 1',
    f"# it's\n{DOTS} = 1",
    f'x = {{ y = """ \n""", {DOTS} = 1 }}',
    f'x = {{ y = """a"""", {DOTS} = 1 }}',
    f"x = {{ y = '''a''''', {DOTS} = 1 }}",
    f'x = {{ y = """\\""""", {DOTS} = 1 }}',
    f"x = '''\n\"'''\n{DOTS} = 1",
    " . ".join(["a"] * 66) + " = 1",
]
FINE = [
    'x = "' + "." * 1000 + '"',
    "x = '" + "." * 1000 + "'",
    'x = """\n' + "a.b\n" * 1000 + '"""',
    "x = '''" + "." * 1000 + "'''",
    "# " + "." * 1000,
    "x = [" + "1.5, " * 1000 + "]",
    "x = [" + '"https://a.b.example.com", ' * 1000 + "]",
    "a" + ".a" * 16 + " = 1",
    "\n".join(f"a.b{number} = 1.5" for number in range(1000)),
]


@pytest.mark.parametrize("text", HIDDEN)
def test_a_key_of_many_parts_is_refused_wherever_it_hides(text: str) -> None:
    tomllib.loads(text.replace(".a" * 60, ""))  # It is TOML but for its length.
    with pytest.raises(ValueError, match="more than 16 dots in a key"):
        tables(text.encode())


@pytest.mark.parametrize("text", FINE)
def test_dots_elsewhere_are_as_many_as_they_like(text: str) -> None:
    assert tables(text.encode()) == tomllib.loads(text)


@pytest.mark.parametrize("unit", ['"', "'", '"""', "\\", '\\"', "#", "\n", "=", "[", "a.b=1\n"])
def test_what_is_looked_for_takes_time_in_step_with_the_size(unit: str) -> None:
    data = (unit * (500_000 // len(unit))).encode()
    begun = time.process_time()
    try:
        tables(data)
    except ValueError as error:
        assert str(error)
    assert time.process_time() - begun < 10.0


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))
def test_whatever_a_file_holds_it_is_tables_or_a_plain_error(data: bytes) -> None:
    try:
        assert isinstance(tables(data), dict)
    except ValueError as error:
        assert str(error)
