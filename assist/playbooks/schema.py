"""The shape of a topic file -> a JSON Schema, by which editors complete and underline.

`warmline generate` writes it to rules/schema.json.
"""

import json

import msgspec

from assist.playbooks.format import Topic


def render() -> str:
    """Return the schema of `rules/<language>/<topic>.toml` as text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Warmline playbook: one topic in one language",
        **msgspec.json.schema(Topic),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
