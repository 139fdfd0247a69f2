"""The demo's accounts as a table for people: whom to be for what."""

from collections.abc import Iterator

from permits.management.demo.offices import DOMAIN

GROUPS: dict[str, tuple[tuple[str, str], ...]] = {
    "Labour bureaus (decide filings, keep quotas)": (
        ("clerk.ningming", "registers employers, Ningming county"),
        ("reviewer.ningming", "reviews and recommends, Ningming"),
        ("approver.ningming", "grants and refuses, Ningming"),
        ("approver.longzhou", "one filing waits for an answer"),
        ("approver.fusui", "one recommended filing to decide"),
        ("approver.hekou", "one filing of a suspended intermediary"),
        ("approver.daxin", "workers at home, extensions, an overstay"),
        ("approver.dongxing", "permits to issue"),
        ("reviewer.chongzuo", "Chongzuo city, seven counties"),
        ("approver.guangxi", "Guangxi, all below"),
    ),
    "Employers (give mandates, confirm)": (
        ("signatory.longba", "sugar mill, Jiangzhou"),
        ("clerk.longba", "its workers: arrivals, absences"),
        ("signatory.huangjia", "farm household, one filing to confirm"),
        ("signatory.nafeng", "cooperative, joint filing"),
        ("signatory.bahe", "village collective"),
    ),
    "Intermediaries (file demand)": (
        ("clerk.yueqiao", "Chinese side, two drafts"),
        ("clerk.guanqian", "Chinese side"),
        ("clerk.langson", "Vietnamese side, a question to answer"),
        ("clerk.caobang", "Vietnamese side"),
        ("clerk.hongni", "suspended: can do nothing"),
    ),
    "Viet Nam's side, the border, and who watches": (
        ("approver.licensing", "licenses Vietnamese intermediaries"),
        ("officer.langson", "sending department, Lạng Sơn"),
        ("officer.caobang", "sending department, Cao Bằng: returns"),
        ("officer.port-youyiguan", "border post Youyiguan"),
        ("officer.chongzuo-rights", "protection desk, Chongzuo"),
        ("auditor.oversight", "reads the record"),
        ("officer.operator", "reference data and jobs"),
        ("administrator.operator", "organisations and accounts"),
    ),
}
"""Some accounts by what they are used for; every other is role.place in the same manner."""


def lines(password: str) -> Iterator[str]:
    """The table, line by line: role and use, e-mail address, password."""
    for title, rows in GROUPS.items():
        yield title
        for name, use in rows:
            yield f"  {use:<40} {f'{name}@{DOMAIN}':<44} {password}"


def emails() -> list[str]:
    """The addresses the table names."""
    return [f"{name}@{DOMAIN}" for rows in GROUPS.values() for name, _use in rows]
