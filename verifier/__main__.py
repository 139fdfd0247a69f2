"""Check a code at a terminal: `python -m verifier CODE --keys FILE --status FILE [--port …] [--area …] [--at …]`.

Ends with 0 (good), 1 (refused), 2 (asked wrongly) or 3 (good, but revocation not checked).
A record of events: `python -m verifier events FILE --checkpoints FOLDER --key KEY` (verifier/events.py).
The proof of one decision: `python -m verifier proof FILE --key KEY` (verifier/proof.py).
"""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from pathlib import Path

from verifier import events, proof
from verifier.check import GOOD, REFUSED, UNCHECKED, Answer, Question, check
from verifier.envelopes import Unreadable
from verifier.lists import Keys, Statuses, read_keys, read_statuses

FINGERPRINT, CLOCKS_DIFFER = 16, 5 * 60
CHINA = timezone(timedelta(hours=8))
EXITS = {GOOD: 0, REFUSED: 1, UNCHECKED: 3}
WORDS = {
    "signature": "this is no code of a permit, or it was changed",
    "unknown_key": "the key that signed it is not on the key list",
    "key_expired": "its key might not sign at that time",
    "not_yet_valid": "its first day has not come yet",
    "ended": "its last day has gone by, or it was given back",
    "revoked": "the permit was revoked",
    "suspended": "the permit is suspended",
    "wrong_port": "it does not name this port",
    "wrong_area": "it does not name this area or employer",
    "list_too_old": "the lists are missing or too old: fetch them anew",
}


def main(arguments: list[str]) -> int:
    """Answer for one code."""
    asked = _parser().parse_args(arguments)
    keys, statuses = _lists(asked)
    code = sys.stdin.readline().rstrip("\r\n") if asked.code == "-" else asked.code
    _watch_clock(asked.at, keys, statuses)
    question = Question(int(asked.at.timestamp()), asked.port, asked.area, asked.employer)
    answer = check(code, question, keys, statuses)
    print(json.dumps(asdict(answer), ensure_ascii=False) if asked.json else _told(answer))  # noqa: T201
    return EXITS[answer.answer]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m verifier", description="Check the code of a permit offline.")
    parser.add_argument("code", help="as scanned, beginning with CP1:, or - to read it from the standard input")
    parser.add_argument("--keys", type=Path, required=True, help="the key list, as /api/v1/proof/keys/ gives it")
    parser.add_argument("--status", type=Path, help="the status list, as /api/v1/proof/status/ gives it")
    parser.add_argument("--trust", type=bytes.fromhex, help="the public key that the key list must be signed with")
    parser.add_argument("--fingerprint", type=_signs, help="the fingerprint of that key, as it is printed")
    parser.add_argument("--port", default="", help="the port at which the holder wants to cross")
    parser.add_argument("--area", default="", help="the county in which the holder is met, six digits")
    parser.add_argument("--employer", default="", help="the short code of the employer with whom the holder is met")
    parser.add_argument("--at", type=_moment, default=datetime.now(CHINA), help="when, ISO 8601, in China's time")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    return parser


def _signs(text: str) -> str:
    signs = "".join(text.split()).upper()
    if len(bytes.fromhex(signs)) != FINGERPRINT:
        raise ValueError
    return signs


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _lists(asked: argparse.Namespace) -> tuple[Keys | None, Statuses | None]:
    keys = statuses = None
    try:
        keys = read_keys(asked.keys.read_bytes(), trusted=asked.trust, pinned=asked.fingerprint or "")
        statuses = read_statuses(asked.status.read_bytes(), keys) if asked.status else None
    except (Unreadable, OSError) as error:
        print(f"A list cannot be used: {error}", file=sys.stderr)  # noqa: T201
    return keys, statuses


def _watch_clock(at: datetime, keys: Keys | None, statuses: Statuses | None) -> None:
    latest = max(each.signed_at for each in (keys, statuses) if each) if keys or statuses else 0
    if at.timestamp() < latest - CLOCKS_DIFFER:
        print(f"The clock is behind {_time(latest)}, when a list was signed: set it.", file=sys.stderr)  # noqa: T201


def _told(answer: Answer) -> str:
    lines = [f"REFUSED: {answer.reason}: {WORDS[answer.reason]}" if answer.reason else "GOOD"]
    if answer.unchecked_since is not None:
        lines = [f"GOOD, but revocation not checked since {_time(answer.unchecked_since)}"]
    if permit := answer.permit:
        lines += [
            f"permit    {permit.number}",
            f"holder    {permit.name}, born {permit.birth_year}, paper …{permit.paper_end}",
            f"employer  {permit.employer_code} {permit.employer_name}",
            f"areas     {', '.join(permit.areas)}; ports {', '.join(permit.ports)}",
            f"days      {_day(permit.begins)} to {_day(permit.ends - 1)}, until 24:00 in China",
        ]
    ages = (("keys", answer.keys_age), ("statuses", answer.status_age))
    return "\n".join([*lines, *(f"{name:9} {'none' if age is None else _age(age)}" for name, age in ages)])


def _age(seconds: int) -> str:
    return f"{seconds // 86400} days {seconds % 86400 // 3600} hours old"


def _time(moment: int) -> str:
    return datetime.fromtimestamp(moment, CHINA).isoformat()


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment, CHINA).date().isoformat()


if __name__ == "__main__":
    others = {"events": events.main, "proof": proof.main}
    asked_for = others.get(sys.argv[1] if sys.argv[1:] else "")
    sys.exit(asked_for(sys.argv[2:]) if asked_for else main(sys.argv[1:]))
