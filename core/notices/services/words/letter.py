"""What a letter is made of."""

from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and the sentences below it, with places to fill; a sentence whose places stay empty is left out."""

    subject: Words
    body: tuple[Words, ...]
