"""Under which licences the packages stand that are shipped: `python -m tests.licences` writes docs/licences.md anew."""

import re
from importlib.metadata import PackageNotFoundError, metadata

from config.env import BASE

PAGE = BASE / "docs/licences.md"
ABOVE = """# Licences of what is shipped

Every package of `requirements.lock` that is installed on Linux, with the licence that it states of itself. Made by
`python -m tests.licences`; a test compares it, and refuses licences that ask for more than to be named or to have the
changes of their own files given back (GPL, AGPL, none at all). `make sbom` writes the versions and checksums as a
CycloneDX bill of materials.

| package | licence |
|---|---|
"""
KNOWN = {  # the trove's words, in SPDX's
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "BSD 3-Clause": "BSD-3-Clause",
    "3-Clause BSD-3-Clause": "BSD-3-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
ALLOWED = re.compile(r"(0BSD|Apache-2\.0|BSD-[23]-Clause|LGPL-[\w.-]+|MIT(-0|-CMU)?|MPL-2\.0|PSF-2\.0|AND|OR|[() ])+")


def pinned() -> list[str]:
    """The packages of the lock file, in its order."""
    lines = (BASE / "requirements.lock").read_text().splitlines()
    return [line.split("==")[0].strip() for line in lines if "==" in line and not line.startswith(" ")]


def licence_of(package: str) -> str:
    """The licence that an installed package states; empty where it is not needed on this platform."""
    try:
        stated = metadata(package)
    except PackageNotFoundError:
        return ""
    classes = [each.split("::")[-1].strip() for each in stated.get_all("Classifier") or [] if "License ::" in each]
    words = [stated["License-Expression"]] if stated["License-Expression"] else classes or [stated["License"] or "none"]
    return " AND ".join(_spdx(word) for word in words)


def _spdx(words: str) -> str:
    for known, short in KNOWN.items():
        words = words.replace(known, short)
    return words


def page() -> str:
    """The page as it should be."""
    rows = [(package, licence_of(package)) for package in pinned()]
    return ABOVE + "".join(f"| {package} | {licence} |\n" for package, licence in rows if licence)


if __name__ == "__main__":
    PAGE.write_text(page())
