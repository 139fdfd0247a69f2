"""The people of a replay: made up from common syllables, always the same for one case and place in its crew."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

FAMILY = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô"),
    *("Dương", "Lý", "Nông", "Vi", "Lương", "Triệu", "Hà", "Mã", "Đinh", "Giàng", "Lò", "Vàng", "Sùng", "Chu"),
)
MIDDLE = {
    "F": ("Thị", "Thị", "Thị", "Ngọc", "Thu", "Thanh", "Kim", "Mỹ", "Bích", "Hồng", "Minh", "Diệu", "Thùy", "Xuân"),
    "M": ("Văn", "Văn", "Văn", "Đức", "Minh", "Hữu", "Quang", "Công", "Xuân", "Đình", "Thành", "Ngọc", "Trọng", "Viết"),
}
GIVEN = {
    "F": (
        *("Anh", "Bình", "Châu", "Chi", "Cúc", "Dung", "Duyên", "Đào", "Giang", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa"),
        *("Hòa", "Hồng", "Huệ", "Hương", "Lan", "Lệ", "Liên", "Linh", "Loan", "Mai", "My", "Nga", "Ngân", "Nhung"),
        *("Oanh", "Phương", "Quyên", "Sen", "Thảo", "Thoa", "Thơm", "Thủy", "Trang", "Trinh", "Tuyết", "Vân", "Yến"),
    ),
    "M": (
        *("An", "Bảo", "Bình", "Chiến", "Cường", "Dũng", "Duy", "Đạt", "Đông", "Giang", "Hải", "Hiếu", "Hòa", "Hùng"),
        *("Huy", "Khánh", "Khoa", "Kiên", "Lâm", "Long", "Mạnh", "Minh", "Nam", "Nghĩa", "Phong", "Phúc", "Quân"),
        *("Sơn", "Tài", "Tâm", "Thắng", "Thịnh", "Tiến", "Toàn", "Trung", "Tú", "Tuấn", "Tùng", "Việt", "Vinh"),
    ),
}
PREFIXES = {
    "04": ("004",),
    "08": ("008", "002"),
    "11": ("011",),
    "12": ("012",),
    "15": ("015", "010"),
    "20": ("020",),
    "22": ("022",),
}
"""The border provinces, and the codes that personal numbers of people born there begin with (Circular 07/2016)."""

BORN_FROM, BORN_DAYS = date(1972, 1, 1), 33 * 365
NUMBERS = 200_000
NOBODYS_BIRTH = 800_000
"""No province registers so many births of a sex in a year: the personal number can be nobody's."""

NOBODYS_PHONE = "+8461"
"""No operator of Viet Nam has numbers that begin so."""

PASSPORT_YEARS = 10


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person, as papers would state one."""

    ordinal: int
    family: str
    given: str
    sex: str
    birth_date: date
    province: str
    personal_number: str
    passport: str
    issued_on: date
    expires_on: date
    phone: str

    @property
    def name(self) -> str:
        """The whole name, the family's first."""
        return f"{self.family} {self.given}"


def lot(*parts: object) -> Random:
    """Chances that are always the same for the same parts."""
    drawn = hashlib.blake2b("/".join(map(str, parts)).encode(), digest_size=8).digest()
    return Random(int.from_bytes(drawn, "big"))  # noqa: S311 - it is a replay's, no secret


def person(source: str, case: str, serial: int, ordinal: int, *, home: str, on: date) -> Person:
    """Whoever is in that place of a case's crew; `ordinal` keeps numbers apart, `on` is when the passport is shown."""
    chances = lot(source, "person", case, serial)
    sex = "F" if chances.random() < 0.45 else "M"
    born = BORN_FROM + timedelta(chances.randrange(BORN_DAYS))
    province = home if chances.random() < 0.8 else chances.choice(list(PREFIXES))
    issued_on = on - timedelta(chances.randrange(30, 5 * 365))
    return Person(
        ordinal=ordinal,
        family=chances.choice(FAMILY),
        given=f"{chances.choice(MIDDLE[sex])} {chances.choice(GIVEN[sex])}",
        sex=sex,
        birth_date=born,
        province=province,
        personal_number=_personal_number(chances, sex, born, province, ordinal),
        passport=passport(source, ordinal),
        issued_on=issued_on,
        expires_on=issued_on + timedelta(PASSPORT_YEARS * 365),
        phone=f"{NOBODYS_PHONE}{ordinal % 10**7:07}",
    )


def passport(source: str, ordinal: int) -> str:
    """A passport number that nobody else of any replay has, with a letter that Viet Nam does not use for them."""
    replay = int.from_bytes(hashlib.blake2b(source.encode(), digest_size=4).digest(), "big")
    return f"{'QWXYZ'[replay % 5]}{(replay % 99 * 1_000_000 + ordinal) % 10**8:08}"


def _personal_number(chances: Random, sex: str, born: date, province: str, ordinal: int) -> str:
    if chances.random() < 0.05:
        return ""
    century = 2 * (born.year // 100 - 19) + (sex == "F")
    birth = NOBODYS_BIRTH + ordinal % NUMBERS
    return f"{chances.choice(PREFIXES[province])}{century}{born.year % 100:02}{birth:06}"
