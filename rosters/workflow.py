"""The procedure of a roster: read and tried by the clock, applied or discarded by a person, undone as a whole."""

from core.permissions import Permission as P
from core.workflow import Transition, Workflow
from rosters.enums import RosterStatus as R

ROSTER = Workflow(
    Transition("try_rows", frozenset({R.RECEIVED}), R.TRIED, None),
    Transition("give_up_reading", frozenset({R.RECEIVED}), R.UNREADABLE, None),
    Transition("apply_rows", frozenset({R.TRIED}), R.APPLYING, P.KEEP_ROSTERS),
    Transition("put_away", frozenset({R.TRIED}), R.DISCARDED, P.KEEP_ROSTERS),
    Transition("finish_applying", frozenset({R.APPLYING}), R.APPLIED, None),
    Transition("undo_rows", frozenset({R.APPLIED}), R.UNDOING, P.KEEP_ROSTERS),
    Transition("finish_undoing", frozenset({R.UNDOING}), R.UNDONE, None),
    Transition("give_up_undoing", frozenset({R.UNDOING}), R.APPLIED, None),
)
