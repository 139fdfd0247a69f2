"""Those refused a permit by name: kept beside the truth, so that a replay that was stopped still knows them."""

import json
from collections.abc import Collection
from pathlib import Path

from permits.management.replay import truth

Refused = dict[tuple[str, int], tuple[str, str]]
"""By case and place: the field that was refused, and why."""


def place(source: str, share: int) -> Path:
    """Where the refusals of one share of a replay are kept."""
    kept = truth.place(source, share)
    return kept.with_name(kept.name.replace("truth", "refused", 1))


def write(refused: Refused, path: Path) -> None:
    """Keep the refusals of a share; what was kept before is among them."""
    rows = [json.dumps([*where, *why], ensure_ascii=False) for where, why in refused.items()]
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def read(source: str, cases: Collection[str]) -> Refused:
    """The refusals that any share kept, as far as they are about these cases."""
    kept = place(source, 0)
    files = kept.parent.glob(kept.name.replace("-0.", "-*."))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return {(case, serial): (where, why) for case, serial, where, why in rows if case in cases}


def forget(source: str) -> None:
    """Let go of what an earlier replay kept."""
    kept = place(source, 0)
    for file in kept.parent.glob(kept.name.replace("-0.", "-*.")):
        file.unlink()
