"""The pages on security name tests that there are, for every abuse and requirement, and say where there is nothing."""

import re

from config.env import BASE

PAGE, SHEET = ((BASE / "docs" / name).read_text(encoding="utf-8") for name in ("security.md", "asvs.md"))
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LINE = re.compile(r"^\| [\d.]+ \| .* \| (held|in part|open|does not apply) \| ", re.MULTILINE)
ROW = re.compile(r"^\| (\d+) \| .*\| (?:held|in part|open)\b.*\|$", re.MULTILINE)


def test_every_abuse_has_a_row_with_its_state_and_a_test() -> None:
    assert [int(number) for number in ROW.findall(PAGE)] == list(range(1, 23))
    assert all(NAMED.search(row[0]) for row in re.finditer(ROW, PAGE))


def test_the_sheet_counts_its_lines_as_they_are() -> None:
    states = LINE.findall(SHEET)

    held, part, none, other = map(states.count, ("held", "in part", "open", "does not apply"))
    assert f"Held {held}, in part {part}, open {none}; {other} lines do not apply." in SHEET
    assert len(states) == sum(line.startswith("| ") and line[2].isdigit() for line in SHEET.splitlines())


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(PAGE + SHEET)

    assert len(named) > 100
    assert [
        (path, name) for path, name in named if f"def {name}(" not in (BASE / path).read_text(encoding="utf-8")
    ] == []
