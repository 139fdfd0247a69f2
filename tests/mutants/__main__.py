"""`python -m tests.mutants`: watch the tests, take out each line, and say which no test missed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

VAR: Final = Path("var")
TOLD: Final = VAR / "mutants.json"
SHARES: Final = 2


def main(wanted: list[str]) -> int:
    """Hunt all lines, or go on where an earlier hunt was stopped; 1 where a line was not missed."""
    VAR.mkdir(exist_ok=True)
    if not TOLD.exists():
        _started("see", "-q", "-n", str(SHARES), *wanted).wait()
        seen: dict[str, list[str]] = {}
        took: dict[str, float] = {}
        for part in VAR.glob("mutants.gw*"):
            told = json.loads(part.read_text())
            took |= told["took"]
            for line, tests in told["seen"].items():
                seen.setdefault(line, []).extend(tests)
        TOLD.write_text(json.dumps({"seen": seen, "took": took}))
    hunts = [_started("hunt", "-q", *wanted, share=f"{share}/{SHARES}") for share in range(SHARES)]
    for hunt in hunts:
        hunt.wait()
    ended = [json.loads(line) for part in VAR.glob("mutants.ended*") for line in part.read_text().splitlines()]
    alive = [one for one in ended if not one["ended"].startswith("found by")]
    for one in sorted(alive, key=lambda one: one["line"]):
        print(f"{one['line']}: {one['ended']} ({one['of']} tests)")  # noqa: T201
    print(f"{len(ended) - len(alive)} of {len(ended)} lines missed by a test when they were taken out")  # noqa: T201
    return bool(alive)


def _started(mode: str, *options: str, share: str = "0/1") -> "subprocess.Popen[bytes]":
    told = {"MUTANTS": str(TOLD.resolve()), "MUTANTS_MODE": mode, "MUTANTS_SHARE": share}
    command = [sys.executable, "-m", "pytest", "-p", "tests.mutants.plugin", *options]
    return subprocess.Popen(command, env=os.environ | told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
