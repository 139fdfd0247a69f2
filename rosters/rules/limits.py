"""How large a roster may be: what is larger is refused before it is read."""

from typing import Final

ROWS: Final = 100_000
COLUMNS: Final = 78
"""As many as two letters up to BZ."""
LINES: Final = 200_000
"""Rows of a sheet with empty ones counted; a spreadsheet keeps some that were only looked at."""
CELL: Final = 500
FILE: Final = 12_000_000
UNPACKED: Final = 160_000_000
PARTS: Final = 500
TIMES: Final = 400
"""By how much a part may be packed; what a person typed is packed ten or twenty times."""
CHUNK: Final = 1 << 18
