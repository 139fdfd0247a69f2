"""The page agrees with the common vectors, good and bad, and says each answer in three languages."""

import json
from pathlib import Path
from typing import Any

from tests.portal.browsers import needs_chromium
from tests.portal.verifier.conftest import EVERYWHERE, Phone

pytestmark = needs_chromium
FOLDER = Path(__file__).parents[2] / "vectors"
SETTINGS = """async ([address, asked]) => {
  const { asked: read } = await import(address);
  for (const [name, value] of Object.entries(asked)) {
    const control = document.getElementById(name);
    if (control.options && value) control.append(new Option(value, value));
    control.value = value;
    control.dispatchEvent(new Event("change"));
  }
  return read();
}"""
ADDRESS = "/static/portal/verifier/settings.js"


def _read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _asked(vector: dict[str, Any]) -> dict[str, str]:
    asked = {name: vector[name] for name in ("port", "area", "employer")}
    return asked | {"purpose": "work" if vector["area"] or vector["employer"] else "border"}


def test_every_vector_has_its_own_answer_in_three_languages(phone: Phone) -> None:
    lists = {name: bytes.fromhex(text) for name, text in _read("lists")["lists"].items()}
    vectors = [*_read("good"), *_read("bad")]
    found, silent = {}, []
    phone.cut()

    for vector in vectors:
        phone.at(vector["at"]).hold(lists.get(vector["keys"]), lists.get(vector["status"]))
        phone.page.evaluate(SETTINGS, [ADDRESS, _asked(vector)])
        found[vector["name"]] = phone.check(vector["code"])
        if phone.says() != EVERYWHERE:
            silent.append(vector["name"])

    assert found == {one["name"]: one["reason"] or one["answer"] for one in vectors}
    assert silent == []
    assert set(found.values()) >= {"good", "good_unchecked", "revoked", "suspended", "wrong_port", "list_too_old"}
    assert len(set(found.values())) == 12
    assert phone.errors == []
