"""Files as the department publishes them, small: condensed CSV, and spreadsheets in the shapes of three years."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

CONDENSED = (
    "case_number",
    "received",
    "decided",
    "outcome",
    "start",
    "end",
    "employer",
    "employer_city",
    "employer_state",
    "intermediary",
    "organisation",
    "job_title",
    "soc_code",
    "crop",
    "naics",
    "workers_requested",
    "workers_approved",
    "hours_per_week",
    "rate",
    "rate_unit",
    "worksite_city",
    "worksite_state",
)

ROW: dict[str, Any] = dict(
    zip(
        CONDENSED,
        (
            "H-300-16001-000001",
            "2016-01-04",
            "2016-02-10",
            "approved",
            "2016-03-01",
            "2016-10-31",
            "Maple Hollow Farm",
            "Ashby",
            "KY",
            "Long Furrow Agency",
            "Individual Employer",
            "Farmworker",
            "45-2092",
            "Tobacco",
            "",
            "10",
            "10",
            "40",
            "10.50",
            "Hour",
            "Ashby",
            "KY",
        ),
        strict=True,
    )
)

# The columns of three years, as they drifted: what the condensed row calls each of them.
YEAR_2009 = {
    "CASE_NO": "case_number",
    "NPC_SUBMITTED_DATE": "received",
    "DECISION_DATE": "decided",
    "CASE_STATUS": "outcome",
    "CERTIFICATION_BEGIN_DATE": "start",
    "CERTIFICATION_END_DATE": "end",
    "EMPLOYER_NAME": "employer",
    "EMPLOYER_STATE": "employer_state",
    "AGENT_ATTORNEY_NAME": "intermediary",
    "ORGANIZATION_FLAG": "organisation",
    "JOB_TITLE": "job_title",
    "NBR_WORKERS_REQUSTED": "workers_requested",
    "NBR_WORKERS_CERTIFIED": "workers_approved",
    "BASIC_HOURS_PER_WEEK": "hours_per_week",
    "BASIC_RATE_OF_PAY": "rate",
    "BASIC_UNIT_OF_PAY": "rate_unit",
    "ALIEN_WORK_STATE": "worksite_state",
}
YEAR_2016 = {
    "CASE_NUMBER": "case_number",
    "CASE_RECEIVED_DATE": "received",
    "DECISION_DATE": "decided",
    "CASE_STATUS": "outcome",
    "JOB_START_DATE": "start",
    "JOB_END_DATE": "end",
    "EMPLOYER_NAME": "employer",
    "EMPLOYER_CITY": "employer_city",
    "EMPLOYER_STATE": "employer_state",
    "LAWFIRM_NAME": "intermediary",
    "ORGANIZATION_FLAG": "organisation",
    "PRIMARY/SUB": "part",
    "JOB_TITLE": "job_title",
    "SOC_CODE": "soc_code",
    "PRIMARY_CROP": "crop",
    "NAIC_CODE": "naics",
    "NBR_WORKERS_REQUESTED": "workers_requested",
    "NBR_WORKERS_CERTIFIED": "workers_approved",
    "BASIC_NUMBER_OF_HOURS": "hours_per_week",
    "BASIC_RATE_OF_PAY": "rate",
    "BASIC_UNIT_OF_PAY": "rate_unit",
    "WORKSITE_CITY": "worksite_city",
    "WORKSITE_STATE": "worksite_state",
}
YEAR_2022 = {
    "CASE_NUMBER": "case_number",
    "RECEIVED_DATE": "received",
    "DECISION_DATE": "decided",
    "CASE_STATUS": "outcome",
    "EMPLOYMENT_BEGIN_DATE": "start",
    "EMPLOYMENT_END_DATE": "end",
    "EMPLOYER_NAME": "employer",
    "EMPLOYER_CITY": "employer_city",
    "EMPLOYER_STATE": "employer_state",
    "LAWFIRM_NAME_BUSINESS_NAME": "intermediary",
    "TYPE_OF_EMPLOYER_APPLICATION": "organisation",
    "JOB_TITLE": "job_title",
    "SOC_CODE": "soc_code",
    "NAICS_CODE": "naics",
    "TOTAL_WORKERS_NEEDED": "total_needed",
    "TOTAL_WORKERS_H2A_REQUESTED": "workers_requested",
    "TOTAL_WORKERS_H2A_CERTIFIED": "workers_approved",
    "ANTICIPATED_NUMBER_OF_HOURS": "hours_per_week",
    "WAGE_OFFER": "rate",
    "PER": "rate_unit",
    "WORKSITE_CITY": "worksite_city",
    "WORKSITE_STATE": "worksite_state",
}
YEARS = {2009: YEAR_2009, 2016: YEAR_2016, 2022: YEAR_2022}
DAYS = {"received", "decided", "start", "end"}
NUMBERS = {"workers_requested", "workers_approved", "hours_per_week", "rate", "total_needed"}


def condensed(path: Path, rows: Iterable[dict[str, Any]], columns: Sequence[str] = CONDENSED) -> Path:
    """A condensed CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def spreadsheet(path: Path, year: int, rows: Iterable[dict[str, Any]]) -> Path:
    """A yearly file in the shape of its year, with days and numbers in cells of their own kinds."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(YEARS[year]))
    for row in rows:
        sheet.append([_cell(field, row.get(field, "")) for field in YEARS[year].values()])
    book.save(path)
    return path


def _cell(field: str, value: Any) -> Any:
    if value == "":
        return None
    if field in DAYS:
        return datetime.fromisoformat(value)
    return float(value) if field in NUMBERS else value


def season_of_rows(count: int) -> list[dict[str, Any]]:
    """Rows of one fiscal year, clean, of every outcome; the same for the same count."""
    states, crops = ["KY", "FL", "ID", "WA", "LA"], ["Tobacco", "Oranges", "Sheep", "Apples", "Sugarcane"]
    rows = []
    for n in range(count):
        received = date(2016, 1, 4) + timedelta(days=n // 4)
        posts = 1 + n * 7 % 23
        outcome = "refused" if n % 19 == 5 else "withdrawn" if n % 17 == 3 else "approved"
        approved = 0 if outcome != "approved" else max(1, posts - 2) if n % 11 == 7 else posts
        rows.append(
            ROW
            | {
                "case_number": f"H-300-16001-{n:06}",
                "received": str(received),
                "decided": str(received + timedelta(days=25 + n % 9)),
                "start": str(received + timedelta(days=30)),
                "end": str(received + timedelta(days=30 + 90 + n % 200)),
                "outcome": "partly_approved" if 0 < approved < posts else outcome,
                "employer": f"Farm {n * 31 % 97}",
                "employer_state": states[n % 5],
                "intermediary": "" if n % 8 == 1 else f"Agency {n % 7}, LLC",
                "crop": crops[n % 5],
                "workers_requested": str(posts),
                "workers_approved": str(approved),
                "worksite_state": states[n % 5],
            }
        )
    return rows
