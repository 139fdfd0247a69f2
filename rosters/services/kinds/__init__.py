"""The kinds of rosters there are, each a table of columns and the services that its rows go through."""

from rosters.enums import RosterKind
from rosters.services.kinds.arrivals import ARRIVALS
from rosters.services.kinds.base import Kind
from rosters.services.kinds.clearances import CLEARANCES
from rosters.services.kinds.crossings import CROSSINGS
from rosters.services.kinds.evidence import EVIDENCE
from rosters.services.kinds.offers import OFFERS
from rosters.services.kinds.returns import RETURNS
from rosters.services.kinds.workers import WORKERS

KINDS: dict[str, Kind] = {
    RosterKind.WORKERS: WORKERS,
    RosterKind.EVIDENCE: EVIDENCE,
    RosterKind.CLEARANCES: CLEARANCES,
    RosterKind.OFFERS: OFFERS,
    RosterKind.ARRIVALS: ARRIVALS,
    RosterKind.CROSSINGS: CROSSINGS,
    RosterKind.RETURNS: RETURNS,
}
