"""What is kept of rosters."""

from rosters.models.rosters import Roster, RosterFile, RosterRow

__all__ = ["Roster", "RosterFile", "RosterRow"]
