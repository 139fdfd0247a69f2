"""Cuts the fonts of the documents anew: `python papers/fonts/refresh.py`; needs npm and fonttools."""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

HERE = Path(__file__).resolve().parent
# Letters, marks and signs of Vietnamese and English, and what stands between words in all three languages.
LATIN = [
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x300, 0x331),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x20A0, 0x20BF),
]
CHINESE = [(0x2460, 0x2473), (0x3000, 0x303F), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6)]
SIGNS = "·×÷°±−≤≥≈→←↑↓■□▲△●○★☆✓№℃"
# Of the table of general standard characters (2013), those outside the unified block that GBK lacks.
RARE = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽"
    "䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)
BEYOND = [(0x4E00, 0x9FFF), (0x20000, 0x323AF)]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl"]


@dataclass(frozen=True)
class Cut:
    """One font of ours: what it is cut from, and which signs are left in it."""

    package: str
    version: str
    member: str
    target: str
    holds: str
    signs: frozenset[int]
    features: tuple[str, ...]


def of_ranges(ranges: list[tuple[int, int]]) -> Iterator[int]:
    """The code points of ranges, their last ones too."""
    return (code for first, last in ranges for code in range(first, last + 1))


def of_encoding(name: str) -> Iterator[int]:
    """The code points that two bytes of an encoding stand for."""
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            text = bytes((first, second)).decode(name, errors="ignore")
            if len(text) == 1:
                yield ord(text)


COMMON = frozenset([*of_ranges(LATIN), *of_ranges(CHINESE), *map(ord, SIGNS)])
WHOLE = frozenset([*of_encoding("gbk"), *map(ord, RARE), *of_ranges(BEYOND)]) | COMMON
LATIN_ONLY = frozenset([*of_ranges(LATIN), *map(ord, SIGNS)])
SC, SANS = "@expo-google-fonts/noto-sans-sc", "@expo-google-fonts/noto-sans"
CUTS = [
    Cut(SC, "0.4.3", "400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf", "GBK and rarer", WHOLE, ()),
    Cut(
        SC,
        "0.4.3",
        "700Bold/NotoSansSC_700Bold.ttf",
        "NotoSansSC-Bold.ttf",
        "GB 2312",
        COMMON | frozenset(of_encoding("gb2312")),
        (),
    ),
    Cut(
        SANS,
        "0.4.2",
        "400Regular/NotoSans_400Regular.ttf",
        "NotoSans-Regular.ttf",
        "Latin, Vietnamese",
        LATIN_ONLY,
        tuple(FEATURES),
    ),
    Cut(
        SANS,
        "0.4.2",
        "700Bold/NotoSans_700Bold.ttf",
        "NotoSans-Bold.ttf",
        "Latin, Vietnamese",
        LATIN_ONLY,
        tuple(FEATURES),
    ),
]
HEAD = """# Fonts of the documents

Cuts of Noto Sans SC and Noto Sans, committed so that every machine makes the same page and fetches nothing. Both are
under the SIL Open Font License 1.1: [OFL.txt](OFL.txt). `python papers/fonts/refresh.py` (npm and fonttools) cuts them
anew and writes this page.

| file | cut from | package | version | holds | characters | SHA-256 |
|---|---|---|---|---|---|---|
"""


def fetch(cut: Cut, folder: Path) -> tuple[Path, str]:
    """The font that is cut, and the licence beside it."""
    name = f"{cut.package.removeprefix('@').replace('/', '-')}-{cut.version}.tgz"
    if not (folder / name).exists():
        command = ["npm", "pack", f"{cut.package}@{cut.version}", "--silent"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words
    with tarfile.open(folder / name) as package:
        font, licence = (package.extractfile(f"package/{member}") for member in (cut.member, "LICENSE_FONT"))
        if font is None or licence is None:
            raise SystemExit(f"{cut.package} {cut.version} holds no {cut.member} with its licence.")
        whole = folder / cut.target
        whole.write_bytes(font.read())
        return whole, licence.read().decode()


def cut_out(cut: Cut, whole: Path) -> str:
    """Write the cut of a font; gives its row of the register."""
    options = subset.Options(hinting=False, layout_features=list(cut.features), notdef_outline=True, name_IDs=["*"])
    font = TTFont(whole, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=cut.signs)
    cutter.subset(font)
    _one_table(font)
    font.save(HERE / cut.target)
    digest = hashlib.sha256((HERE / cut.target).read_bytes()).hexdigest()
    row = [
        f"`{cut.target}`",
        Path(cut.member).name,
        cut.package,
        cut.version,
        cut.holds,
        f"{len(font.getBestCmap()):,}",
        f"`{digest}`",
    ]
    return f"| {' | '.join(row)} |\n"


def _one_table(font: TTFont) -> None:
    """Leave one table of characters in a font, of the form that the service reads too (cmap, format 12)."""
    whole = CmapSubtable.newSubtable(12)
    whole.platformID, whole.platEncID, whole.language = 3, 10, 0
    whole.cmap = font.getBestCmap()
    font["cmap"].tables = [whole]


def main() -> int:
    """Fetch and cut every font, and write the register and the licence."""
    lines, licences = [HEAD], {}
    with tempfile.TemporaryDirectory() as place:
        for cut in CUTS:
            whole, licences[cut.package] = fetch(cut, Path(place))
            lines.append(cut_out(cut, whole))
    (HERE / "VENDOR.md").write_text("".join(lines), encoding="utf-8")
    (HERE / "OFL.txt").write_text("\n\n".join(licences.values()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
