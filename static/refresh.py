"""Fetches the vendored assets anew: `python static/refresh.py`; needs npm, and is run only to change a version."""

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
FONT_STACK = "GDS Transport,arial,sans-serif"
OUTSIDE_PICTURE = re.compile(r"[^{}]*\{[^{}]*url\(/assets/images/[^{}]*\}")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\s*")


def without_font(text: str) -> str:
    """The style sheet with our own font stack instead of a font that only one government may use, and no crest."""
    text = FONT_FACE.sub("", text).replace(FONT_STACK, "var(--font)").replace("GDS Transport", "")
    return SOURCE_MAP.sub("", OUTSIDE_PICTURE.sub("", text))


def as_it_is(text: str) -> str:
    """The file unchanged."""
    return text


@dataclass(frozen=True)
class Asset:
    """One file of a package, where it goes and what is changed on the way."""

    package: str
    version: str
    licence: str
    member: str
    target: str
    change: Callable[[str], str]
    changed: str


ASSETS = [
    Asset(
        "govuk-frontend",
        "6.6.0",
        "MIT",
        "dist/govuk/govuk-frontend.min.css",
        "static/vendor/govuk-frontend.css",
        without_font,
        "font faces, crest and source map taken out; font stack is `var(--font)`",
    ),
    Asset(
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        "axe.min.js",
        "tests/portal/vendor/axe.min.js",
        as_it_is,
        "nothing; used by tests only",
    ),
]
HEAD = """# Vendored assets

Other people's files that the pages (or only their tests) use, committed so that a machine needs no network for
them. `python static/refresh.py` fetches them anew and writes this page.

| file | package | version | licence | changed | SHA-256 |
|---|---|---|---|---|---|
"""
NOTICE = """
## govuk-frontend: the MIT License

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to
permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT,
TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def fetch(asset: Asset, folder: Path) -> str:
    """Read one file out of a package."""
    name = f"{asset.package}-{asset.version}.tgz"
    if not (folder / name).exists():
        command = ["npm", "pack", f"{asset.package}@{asset.version}", "--silent"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words
    with tarfile.open(folder / name) as package:
        member = package.extractfile(f"package/{asset.member}")
        if member is None:
            raise SystemExit(f"{asset.package} {asset.version} holds no {asset.member}.")
        return member.read().decode()


def main() -> int:
    """Fetch every asset and write the register of them."""
    lines = [HEAD]
    with tempfile.TemporaryDirectory() as place:
        for asset in ASSETS:
            text = asset.change(fetch(asset, Path(place)))
            (ROOT / asset.target).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / asset.target).write_text(text, encoding="utf-8")
            digest = hashlib.sha256(text.encode()).hexdigest()
            row = [f"`{asset.target}`", asset.package, asset.version, asset.licence, asset.changed, f"`{digest}`"]
            lines.append(f"| {' | '.join(row)} |\n")
    (ROOT / "static/vendor/VENDOR.md").write_text("".join([*lines, NOTICE]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
