"""Spreadsheets with people in them: kept sealed for as long as they may be undone, then removed."""

from core.privacy import Basis, End, Kind, Line, Term, Use, Whose, held, plain

SHORT = (Whose.WORKER, Use.PLACE, Basis.CONSENT, (Kind.OWN,), Term.TRIED, End.REMOVED)

REGISTER: list[Line] = [
    held("Roster", "file_name extra", *SHORT),
    *plain(
        "Roster",
        "kind status language digest fault columns counts received_at tried_at applied_at undone_at kept_until",
    ),
    held("RosterFile", "content_sealed", *SHORT),
    held("RosterRow", "cells_sealed problems", *SHORT),
    *plain("RosterRow", "state"),
]
