"""Makes other people's part of the offline check anew: `python portal/verifier/build.py`.

It needs npm, takes the versions of `package-lock.json`, and is run only to change one. Our own part is plain modules
in `portal/static/portal/verifier`, served as they are written.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "static" / "portal" / "verifier" / "vendor"
PACKAGES = {"@noble/ed25519": "MIT", "cborg": "Apache-2.0 or MIT", "zxing-wasm": "MIT; holds ZXing-C++ (Apache-2.0)"}
PUBLIC_HOST = re.compile(r"https://[a-z.]*jsdelivr\.net/npm/[^`]*")
SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=.*")
BUNDLE = ["--bundle", "--format=esm", "--target=es2022", "--minify", "--legal-comments=none", "--outfile=libraries.js"]
HEAD = """# Other people's part of the offline check

Committed so that neither a machine nor its tests need a network or Node for it. `python portal/verifier/build.py` makes
it anew from `portal/verifier/package-lock.json` and writes this page. `libraries.js` is bundled by esbuild from
`portal/verifier/libraries.js`, without source map and without the public host that zxing-wasm would otherwise ask for
its reader; `zxing_reader.wasm` is as zxing-wasm brings it.

| package | version | licence |
|---|---|---|
"""
FILES = """
| file | bytes | SHA-256 |
|---|---|---|
"""


def _run(*command: str, folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words


def _bundle(folder: Path) -> None:
    """Put both files together in a folder of their own, and then into their place."""
    for name in ("package.json", "package-lock.json", "libraries.js"):
        shutil.copy(HERE / name, folder / name.replace("libraries.js", "entry.js"))
    _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", folder=folder)
    _run(str(folder / "node_modules/.bin/esbuild"), "entry.js", *BUNDLE, folder=folder)
    text = (folder / "libraries.js").read_text(encoding="utf-8")
    text = PUBLIC_HOST.sub("/nowhere/", SOURCE_MAP.sub("", text))
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "libraries.js").write_text(text, encoding="utf-8")
    shutil.copy(folder / "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm", TARGET)


def _register(folder: Path) -> str:
    """What was put together of what, with the licences in full."""
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    lines = [f"| {name} | {locked[f'node_modules/{name}']['version']} | {PACKAGES[name]} |\n" for name in PACKAGES]
    files = [path for path in sorted(TARGET.iterdir()) if path.suffix in (".js", ".wasm")]
    sums = [(path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]
    rows = [f"| `{path.name}` | {path.stat().st_size} | `{digest}` |\n" for path, digest in sums]
    texts = [f"\n## {name}\n\n{_licence(folder / 'node_modules' / name)}\n" for name in PACKAGES]
    return "".join([HEAD, *lines, FILES, *rows, *texts])


def _licence(package: Path) -> str:
    [first, *_] = sorted(path for path in package.iterdir() if path.name.upper().startswith("LICENSE"))
    return "\n".join(line.strip() for line in first.read_text(encoding="utf-8").strip().splitlines())


def main() -> int:
    """Put the files in their place and write the register of them."""
    with tempfile.TemporaryDirectory() as place:
        _bundle(Path(place))
        (TARGET / "VENDOR.md").write_text(_register(Path(place)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
