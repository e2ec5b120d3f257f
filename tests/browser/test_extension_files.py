"""The extension's own files: its archive, its id, and the selectors of the recipes."""

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext

from tests.browser.extension import ID, ORIGIN, ROOT, pack

SOURCES = ROOT / "widget" / "extension"
SELECTORS = {"composer", "present", "row", "text", "skip", "selector", "closest", "before", "after"}
REFUSED = """list => list.filter(one => {
  try { document.querySelector(one) } catch { return true }
})"""


def selectors_in(value: object, key: str = "") -> Iterator[str]:
    """Each CSS selector of a recipe, or of a part of one under `key`."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from selectors_in(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from selectors_in(inner, key)
    elif isinstance(value, str) and key in SELECTORS:
        yield from (part.strip() for part in value.split(">>>"))


def test_a_browser_understands_each_selector_of_the_recipes_that_come_along(
    context: BrowserContext,
) -> None:
    recipes = [json.loads(path.read_text()) for path in SOURCES.glob("recipes/*.json")]
    selectors = [one for recipe in recipes for one in selectors_in(recipe)]
    assert len(selectors) > 30
    assert context.new_page().evaluate(REFUSED, selectors) == []


def test_the_archive_is_the_same_each_time_and_holds_nothing_but_the_extension(
    tmp_path: Path,
) -> None:
    path = tmp_path / "warmline-extension.zip"
    pack(tmp_path)
    first = path.read_bytes()
    pack(tmp_path)
    assert path.read_bytes() == first
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
    assert not [name for name in names if name.endswith((".map", ".ts", ".test.js", ".svg"))]
    assert {"manifest.json", "background.js", "content.js", "panel.html"} <= set(names)
    assert "host_permissions" not in manifest


def test_the_id_follows_from_the_key_in_the_manifest() -> None:
    manifest = json.loads((SOURCES / "manifest.json").read_text())
    digest = hashlib.sha256(base64.b64decode(manifest["key"])).hexdigest()[:32]
    assert "".join(chr(ord("a") + int(digit, 16)) for digit in digest) == ID
    assert ORIGIN in (ROOT / "docs" / "extension.md").read_text()
