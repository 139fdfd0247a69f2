"""The words of what workers do themselves: offers, complaints, wishes."""

from core.errors import Sentence

DO: dict[str, Sentence] = {}
DONE: dict[str, Sentence] = {}
COLOURS: dict[str, str] = {}
