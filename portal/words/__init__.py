"""The words of buttons, history and tags: what a move is called before and after it is made."""

from datetime import date

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.alerts.models import Alert
from core.errors import Sentence
from core.notices.models import Notice
from core.notices.services import letters
from core.notices.services.words import LETTERS
from core.permissions import Permission as P
from portal.words import border, demand, offices, people, permits, rosters, workers

AREAS = (offices, demand, people, permits, border, rosters, workers)
DO: dict[str, Sentence] = {verb: said for area in AREAS for verb, said in area.DO.items()}
DONE: dict[str, Sentence] = {verb: said for area in AREAS for verb, said in area.DONE.items()}
COLOURS: dict[str, str] = {status: colour for area in AREAS for status, colour in area.COLOURS.items()}
"""The tag's colour for each status: blue waits for an office, yellow and orange for a party, green holds."""

RESULTS: dict[str, Sentence] = {"passed": _("passed"), "failed": _("failed"), "not_known": _("not known")}


def done(verb: str) -> Sentence:
    """What was done, as the history names it."""
    return DONE.get(verb, verb.replace("_", " "))


ALERTS: dict[str, Sentence] = {
    "quota_threshold": _("A quota is %(percent)s per cent taken: %(left)s posts are left."),
    "licence_ending": _("A licence ends on %(until)s: have it renewed."),
    "mandate_ending": _("A mandate ends on %(until)s: ask the employer for a new one."),
    "decision_overdue": _("A decision is overdue: it was due on %(due_on)s."),
    "worker_paid": _("Workers say that they paid for their job: look into who took the money."),
    "complaint_overdue": _("A complaint is overdue: it was due on %(due_on)s."),
    "permit_ending": _("A permit ends on %(until)s: ask for an extension or a renewal, or see that the worker leaves."),
    "permit_past_end": _("A worker was not seen leaving by %(until)s, the last lawful day: look at the evidence."),
    "double_permit": _("Two permits of one person overlap: decide which goes on."),
    "evidence_ending": _("A health check or insurance ends on %(until)s, inside the stay: have it renewed."),
    "arrival_overdue": _("Nobody has seen or reported a worker whose permit began on %(until)s."),
    "lodging_unregistered": _("A lodging is to be registered with the police by %(until)s."),
    "exit_unmatched": _("No exit was seen of a worker whose permit ended on %(until)s."),
    "close_out_open": _("Wages or papers of a worker who left on %(until)s are not settled."),
    "return_unconfirmed": _("The return of a worker who left on %(until)s waits to be confirmed."),
    "application_due": _("The decision on an application is due on %(until)s."),
    "end_request_due": _("The answer to a wish to end a permit is due on %(until)s."),
    "absence_answer_due": _("The time to answer a report of absence ends on %(until)s."),
    "overstay_answer_due": _("The time to answer an overstay case ends on %(until)s."),
    "renewal_waiting": _("A proposed renewal waits: the present permit ends on %(until)s."),
    "same_file": _("A photo or health paper of this person was handed in for another person too: compare them."),
    "files_reused": _("An intermediary handed in one photo or health paper for several persons: look into it."),
    "file_missing": _("A file that was handed in is missing: restore the folder of files from its copy."),
    "file_left_over": _("A file has no record and was not removed: see whether the job that sweeps runs."),
    "decoy_opened": _("A decoy was opened: see in its events who did, and ask for what."),
    "openings_ceiling": _("A member of an office met the ceiling of records opened within an hour: ask for what."),
    "record_unsealed": _("The record of events is not being sealed: see whether the clock runs and the key is there."),
    "witness_silent": _("A witness does not take checkpoints: see what went wrong last on the page of jobs."),
    "sequence_gap": _("Numbers are missing in the log of a device: upload what was left out."),
    "check_overridden": _("A failed check was set aside in a decision of %(until)s: read its reason."),
    "acts_at_night": _("An officer changed records at night, on %(until)s: %(number)s times."),
    "log_ins_taken_over": _(
        "An account's log-in took the place of one in use %(number)s times on %(until)s: is it shared?"
    ),
    "decided_for_own": _("A decision of %(until)s concerns somebody with the telephone of the officer who made it."),
    "case_taken_over": _("A case was taken on %(until)s by another officer than the one to whom it fell by lot."),
    "pair_stands_out": _(
        "One officer grants this intermediary %(share)s per cent of %(number)s; the office, %(others)s."
    ),
    "post_silent": _("A post tells of no crossing in an hour in which it does on other days: ask what stands still."),
    "job_late": _("A job is late: see whether the clock and the worker run."),
    "out_of_step": _("Something that should have happened did not: see whether its job runs and what it set aside."),
}

ALERT_KINDS: dict[str, Sentence] = {
    "quota_threshold": _("Quotas that fill up"),
    "licence_ending": _("Licences that end"),
    "mandate_ending": _("Mandates that end"),
    "decision_overdue": _("Decisions that are overdue"),
    "worker_paid": _("Workers who say they paid"),
    "complaint_overdue": _("Complaints that are overdue"),
    "permit_ending": _("Permits that end"),
    "permit_past_end": _("Workers not seen leaving in time"),
    "double_permit": _("Permits that overlap"),
    "evidence_ending": _("Health checks and insurances that end"),
    "arrival_overdue": _("Workers who have not come"),
    "lodging_unregistered": _("Lodgings not registered with the police"),
    "exit_unmatched": _("Exits nobody saw"),
    "close_out_open": _("Wages and papers not settled"),
    "return_unconfirmed": _("Returns not confirmed"),
    "application_due": _("Decisions on applications"),
    "end_request_due": _("Answers to wishes to end a permit"),
    "absence_answer_due": _("Answers to reports of absence"),
    "overstay_answer_due": _("Answers to overstay cases"),
    "renewal_waiting": _("Renewals that wait"),
    "same_file": _("Files handed in for several persons"),
    "files_reused": _("Intermediaries that used files again"),
    "file_missing": _("Files that are missing"),
    "file_left_over": _("Files without a record"),
    "decoy_opened": _("Decoys that were opened"),
    "openings_ceiling": _("Members who open very many records"),
    "record_unsealed": _("The record of events not sealed"),
    "witness_silent": _("Witnesses that do not answer"),
    "sequence_gap": _("Gaps in the logs of devices"),
    "check_overridden": _("Failed checks set aside"),
    "acts_at_night": _("Acts at night"),
    "log_ins_taken_over": _("Accounts that may be shared"),
    "decided_for_own": _("Decisions on one's own"),
    "case_taken_over": _("Cases taken by another than the officer drawn"),
    "pair_stands_out": _("Officers and intermediaries that stand out"),
    "post_silent": _("Posts that fell silent"),
    "job_late": _("Jobs that are late"),
    "out_of_step": _("What should have happened and did not"),
}
"""What each kind of alert is about, where they are counted."""


def warning(alert: Alert) -> str:
    """What an alert says."""
    sentence = ALERTS.get(alert.kind)
    if sentence is None:
        return alert.kind.replace("_", " ")
    given = alert.params
    shown = {name: _day(given[name]) for name in ("until", "due_on") if given.get(name)}
    if alert.kind == "quota_threshold":
        left = given["ceiling"] - given["reserved"] - given["used"]
        shown |= {"percent": given["percent"], "left": formats.number_format(left, force_grouping=True)}
    shown |= {name: given[name] for name in ("number", "share", "others") if name in given}
    return str(sentence) % (dict.fromkeys(("until", "due_on", "number", "share", "others"), "–") | shown)


def _day(written: str) -> str:
    return formats.date_format(date.fromisoformat(written), "SHORT_DATE_FORMAT")


def letter(notice: Notice) -> str:
    """What a notice says in one line, in the reader's language."""
    if notice.kind not in LETTERS:
        return notice.kind.replace("_", " ")
    return letters.render(notice, language=get_language() or "en").subject


NO_SUCH_RECORD = _("There is no such record.")

MAY: dict[P, Sentence] = {
    P.MANAGE_REFERENCE: _("edit reference data"),
    P.MANAGE_ORGANISATIONS: _("manage organisations"),
    P.MANAGE_MEMBERS: _("manage members"),
    P.MANAGE_TOKENS: _("manage tokens"),
    P.READ_JOBS: _("read jobs"),
    P.ACKNOWLEDGE_GAP: _("vouch for a gap in the record of events"),
    P.REVIVE_NOTICES: _("send given-up letters again"),
    P.READ_EVENTS: _("read events"),
    P.PROPOSE_QUOTA: _("propose ceilings"),
    P.APPROVE_QUOTA: _("approve ceilings"),
    P.REGISTER_PARTY: _("register employers and intermediaries"),
    P.CORRECT_PARTY: _("correct employers and intermediaries"),
    P.APPLY_LICENCE: _("apply for licences"),
    P.DECIDE_LICENCE: _("decide on licences"),
    P.PROPOSE_REVOCATION: _("propose revocations"),
    P.REVOKE_LICENCE: _("revoke licences"),
    P.KEEP_BOND: _("keep bonds"),
    P.GIVE_MANDATE: _("give mandates"),
    P.END_MANDATE: _("end mandates"),
    P.FILE_DEMAND: _("file demand"),
    P.CONFIRM_DEMAND: _("confirm filings"),
    P.REVIEW_DEMAND: _("review filings"),
    P.DECIDE_DEMAND: _("decide on filings"),
    P.REGISTER_WORKER: _("register workers"),
    P.RECORD_EVIDENCE: _("record evidence"),
    P.DECIDE_DUPLICATE: _("look at doubles"),
    P.APPROVE_MERGE: _("approve merging doubles"),
    P.CORRECT_WORKER: _("correct who a worker is"),
    P.KEEP_BANS: _("keep removal bans"),
    P.CLEAR_WORKER: _("clear workers for departure"),
    P.GIVE_CODE: _("give one-time codes over a counter"),
    P.MAKE_OFFER: _("make offers"),
    P.ANSWER_OFFER: _("answer offers"),
    P.NAME_WORKER: _("ask for workers by name"),
    P.COMPLAIN: _("complain"),
    P.HANDLE_COMPLAINT: _("handle complaints"),
    P.READ_COSTS: _("read cost statements"),
    P.APPLY_PERMIT: _("apply for permits"),
    P.REVIEW_PERMIT: _("review permit applications"),
    P.ISSUE_PERMIT: _("issue permits"),
    P.SURRENDER_PERMIT: _("give a permit back"),
    P.SUSPEND_PERMIT: _("suspend permits"),
    P.PROPOSE_PERMIT_REVOCATION: _("propose to revoke permits"),
    P.REVOKE_PERMIT: _("revoke permits"),
    P.ASK_EXTENSION: _("ask for extensions"),
    P.AGREE: _("agree to variations"),
    P.ASK_END: _("ask that a permit end"),
    P.LOOK_UP_PERMIT: _("look permits up"),
    P.RECORD_CROSSING: _("record crossings"),
    P.KEEP_DEVICES: _("keep devices"),
    P.KEEP_ROSTERS: _("hand in rosters"),
    P.REPORT_ARRIVAL: _("report arrivals"),
    P.REPORT_ABSENCE: _("report absences"),
    P.CONTEST: _("contest"),
    P.WORK_CASES: _("work on cases"),
    P.CONFIRM_OVERSTAY: _("confirm overstays"),
    P.CONFIRM_RETURN: _("confirm returns"),
    P.CLOSE_OUT: _("close out seasons"),
    P.PROPOSE_FORCE_MAJEURE: _("propose force majeure"),
    P.DECIDE_FORCE_MAJEURE: _("decide on force majeure"),
    P.OPEN_PERSON: _("open a person's record"),
    P.LAY_DECOY: _("lay decoys"),
    P.RELEASE_EXPORT: _("release colleagues' large files"),
    P.READ_FEED: _("read the other authority's feed of permits, by a program"),
}
"""What each permission lets somebody do."""
