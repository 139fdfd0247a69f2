"""Columns that more than one kind of roster has."""

from typing import Final

from rosters.rules.cells import one_of
from rosters.rules.tables import Column
from workers.enums import PaperKind

PAPER_KINDS: Final[dict[str, tuple[str, ...]]] = {
    PaperKind.PASSPORT: ("passport", "护照", "hộ chiếu"),
    PaperKind.BORDER_PASS: ("border-area pass", "边境地区出入境通行证", "通行证", "giấy thông hành"),
    PaperKind.ID_CARD: ("identity card", "身份证", "căn cước công dân", "thẻ căn cước"),
}
PERSON_NUMBER: Final = Column("person_number", ("Person number", "人员编号", "Mã số người lao động"), "W-0000123-Z")
PAPER_NUMBER: Final = Column(
    "paper_number", ("Paper number", "证件号码", "Số giấy tờ"), "C1234567", field="papers.0.number"
)
PAPER_KIND: Final = Column(
    "paper_kind",
    ("Kind of paper", "证件种类", "Loại giấy tờ"),
    "passport",
    one_of(PAPER_KINDS),
    field="papers.0.kind",
)
