"""What the yearly files call their columns: one table of synonyms, since the names drift from year to year."""

import re
from collections.abc import Sequence
from typing import Final

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "case_number": ("CASE_NUMBER", "CASE_NO", "CASE_NUM"),
    "received": ("CASE_RECEIVED_DATE", "RECEIVED_DATE", "NPC_SUBMITTED_DATE", "RECEIVED"),
    "decided": ("DECISION_DATE", "RECENT_DECISION_DATE", "DECIDED"),
    "outcome": ("CASE_STATUS", "LAST_SIG_EVENT", "OUTCOME"),
    "start": (
        "JOB_START_DATE",
        "EMPLOYMENT_BEGIN_DATE",
        "CERTIFICATION_BEGIN_DATE",
        "REQUESTED_START_DATE_OF_NEED",
        "REQUESTED_BEGIN_DATE",
        "START",
    ),
    "end": (
        "JOB_END_DATE",
        "EMPLOYMENT_END_DATE",
        "CERTIFICATION_END_DATE",
        "REQUESTED_END_DATE_OF_NEED",
        "REQUESTED_END_DATE",
        "END",
    ),
    "employer": ("EMPLOYER_NAME", "EMP_NAME", "EMPLOYER"),
    "employer_city": ("EMPLOYER_CITY", "EMP_CITY"),
    "employer_state": ("EMPLOYER_STATE", "EMP_STATE"),
    "intermediary": (
        "LAWFIRM_NAME",
        "LAWFIRM_NAME_BUSINESS_NAME",
        "LAWFIRM_BUSINESS_NAME",
        "AGENT_ATTORNEY_FIRM_NAME",
        "AGENT_ATTORNEY_NAME",
        "INTERMEDIARY",
    ),
    "organisation": ("ORGANIZATION_FLAG", "TYPE_OF_EMPLOYER_APPLICATION", "ORGANISATION"),
    "part": ("PRIMARY_SUB", "PRMARY_SUB", "SUB"),
    "job_title": ("JOB_TITLE", "OCC_TITLE"),
    "soc_code": ("SOC_CODE", "SOC_CODE_ID"),
    "crop": ("PRIMARY_CROP", "CROP"),
    "naics": ("NAICS_CODE", "NAIC_CODE", "NAICS"),
    "workers_requested": (
        "NBR_WORKERS_REQUESTED",
        "TOTAL_WORKERS_H2A_REQUESTED",
        "TOTAL_WORKERS_REQUESTED",
        "TOTAL_WORKERS_NEEDED",
        "NBR_WORKERS_REQUSTED",
        "NUM_ALIENS",
        "WORKERS_REQUESTED",
    ),
    "workers_approved": (
        "NBR_WORKERS_CERTIFIED",
        "TOTAL_WORKERS_H2A_CERTIFIED",
        "TOTAL_WORKERS_CERTIFIED",
        "WORKERS_APPROVED",
    ),
    "hours_per_week": (
        "BASIC_NUMBER_OF_HOURS",
        "ANTICIPATED_NUMBER_OF_HOURS",
        "BASIC_HOURS_PER_WEEK",
        "BASIC_NBR_HOURS",
        "HOURS_PER_WEEK",
    ),
    "rate": ("BASIC_RATE_OF_PAY", "BASIC_RATE_OF_PAY_FROM", "WAGE_OFFER", "RATE"),
    "rate_unit": ("BASIC_UNIT_OF_PAY", "PER", "WAGE_RATE_PER", "RATE_UNIT"),
    "worksite_city": ("WORKSITE_CITY", "WORKSITE_LOCATION_CITY", "ALIEN_WORK_CITY"),
    "worksite_state": ("WORKSITE_STATE", "WORKSITE_LOCATION_STATE", "ALIEN_WORK_STATE"),
}
"""What each file may call a column, the best source first: where two are in a file, a row takes the first it fills."""

OPTIONAL: Final = frozenset(
    {"part", "organisation", "employer_city", "worksite_city", "crop", "naics", "soc_code", "workers_requested"}
)
"""What a file may lack: some years name no crop, no trade, or only how many workers were approved."""


def plain(name: str) -> str:
    """A column's name without case, spaces and signs: "Primary/Sub" and "PRIMARY_SUB" are one."""
    return re.sub(r"[^A-Z0-9]+", "_", name.strip().upper()).strip("_")


def places(header: Sequence[str]) -> dict[str, list[int]]:
    """Where a file keeps each field: its columns, the best first."""
    at = {plain(name): number for number, name in reversed(list(enumerate(header)))}
    return {field: [at[name] for name in names if name in at] for field, names in SYNONYMS.items()}


def missing(found: dict[str, list[int]]) -> list[str]:
    """The fields that a file ought to have and has not, by the names it might have given them."""
    return [" / ".join(SYNONYMS[field]) for field, columns in found.items() if not columns and field not in OPTIONAL]
