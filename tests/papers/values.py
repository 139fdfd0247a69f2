"""A permit's paper with names that are hard to set, for tests that need no database."""

from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image

from papers.services.documents.permits import PermitPaper

CODE = "CP1:" + "6BFOXN%TSMAHN-HPSC3L9J5QM2F3XSZXK6D64+RIKVL.HAUCYBNP:WNLB9SH6QT57$V8/" * 6
NAME, NAME_ZH = "Nguyễn Thị Ẩn Phượng Ờ Ỗ Ự", "阮氏䶮㛃𬭎"


def said(zh: str, vi: str, en: str) -> dict[str, str]:
    """The same in three languages."""
    return {"zh": zh, "vi": vi, "en": en}


def photo() -> bytes:
    """A picture of nobody."""
    picture = BytesIO()
    Image.new("RGB", (330, 430), (180, 200, 205)).save(picture, "JPEG", quality=80)
    return picture.getvalue()


def paper(**given: Any) -> PermitPaper:
    """A permit's paper."""
    values: dict[str, Any] = {
        "number": "WP-2627-000123-J",
        "code": CODE,
        "holder": NAME,
        "holder_zh": NAME_ZH,
        "birth_date": date(1994, 3, 9),
        "sex": said("女", "nữ", "female"),
        "nationality": said("越南", "Việt Nam", "Viet Nam"),
        "person_number": "W-0000123-Z",
        "paper_kind": said("护照", "hộ chiếu", "passport"),
        "paper_end": "…4821",
        "province": said("高平省", "Cao Bằng", "Cao Bang"),
        "employer": said("龙州县䶮丰甘蔗农民专业合作社", "Hợp tác xã mía Diễn Phong, huyện Long Châu", "Yanfeng Cane"),
        "county": said("龙州县", "huyện Long Châu", "Longzhou"),
        "worksites": ("上龙乡弄岗村三队蔗区", "水口镇共和村蔗区"),
        "occupation": said("农作物种植辅助工", "Lao động giản đơn trồng trọt", "Crop farm labourers"),
        "permit_class": said("季节性", "thời vụ", "seasonal"),
        "stay": said("每次入境后最多停留180日。", "Mỗi lần nhập cảnh ở lại nhiều nhất 180 ngày.", "180 days at most."),
        "ports": (said("水口口岸", "Tà Lùng", "Shuikou"), said("科甲口岸", "Hạ Lang", "Kejia")),
        "first_on": date(2026, 11, 15),
        "last_on": date(2027, 4, 30),
        "terms": (said("每天工资150.00元。", "Bạn được trả 150,00 tệ mỗi ngày.", "150.00 yuan for each day."),),
        "issued": date(2026, 11, 2),
        "numbers": tuple(
            {"number": number, "whose": said("报警", "Công an", "Police"), "short": said("报警", "công an", "police")}
            for number in ("110", "120", "119", "12367", "12333", "+84 981 84 84 84")
        ),
        "issuer": said("龙州县人社局", "Cơ quan lao động Long Châu", "Labour bureau of Longzhou"),
    }
    return PermitPaper(**(values | given))
