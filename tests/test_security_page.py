"""The page on security names tests that there are, for every abuse, and says where there is nothing yet."""

import re

from config.env import BASE

PAGE = (BASE / "docs/security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROW = re.compile(r"^\| (\d+) \| .*\| (?:held|in part|open)\b.*\|$", re.MULTILINE)


def test_every_abuse_has_a_row_with_its_state_and_a_test() -> None:
    assert [int(number) for number in ROW.findall(PAGE)] == list(range(1, 23))
    assert all(NAMED.search(row[0]) for row in re.finditer(ROW, PAGE))


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(PAGE)

    assert len(named) > 30
    assert [
        (path, name) for path, name in named if f"def {name}(" not in (BASE / path).read_text(encoding="utf-8")
    ] == []
