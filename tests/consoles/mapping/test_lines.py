from assist.consoles.mapping.lines import Lines

TEXT = """\
title = "x"

[fields]
a = 1
b.c = 2
  [fields.speaker]  # who
  customer = { a = 1 }

[[event]]
does = "message"
[event.speaker]
agent = true
[[event]]
body = '''
[[event]]
does = "in a text"
'''
does = "edit"
other = \"\"\"one line\"\"\"
when = 1
"""


def test_tables_and_keys_are_found_on_their_lines() -> None:
    lines = Lines(TEXT)
    assert lines.of(("", 0), "title") == 1
    assert lines.of(("", 0), "fields") == lines.of(("fields", 0)) == 3
    assert lines.of(("", 0), "event") == 9
    assert lines.of(("fields", 0), "a") == 4
    assert lines.of(("fields", 0), "b") == 5
    assert lines.of(("fields", 0), "speaker") == 6
    assert lines.of(("event", 1), "does") == 10
    assert lines.of(("event", 1), "speaker") == 11
    assert lines.of(("event", 2)) == 13
    assert lines.of(("event", 2), "does") == 18
    assert lines.of(("event", 2), "when") == 20


def test_what_is_not_there_is_at_its_table_or_at_the_head() -> None:
    lines = Lines(TEXT)
    assert lines.of(("event", 2), "text") == 13
    assert lines.of(("event", 9)) == 1
    assert lines.of(("answer", 0), "body") == 1
