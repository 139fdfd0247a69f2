"""The words of people's pages: registrations, doubles, merges, evidence and clearances."""

from core.errors import Sentence

DO: dict[str, Sentence] = {}
DONE: dict[str, Sentence] = {}
COLOURS: dict[str, str] = {}
