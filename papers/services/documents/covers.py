"""The sheet in front of many persons' papers: whose copy they are."""

from datetime import date

from papers.services.documents.fonts import without_boxes
from papers.services.documents.typesetting import typeset
from papers.services.documents.words import COVER, in_each


def cover_document(mark: str, *, taken_by: str, permits: int, dated: date) -> bytes:
    """A page that says whose copy follows it; `mark` is what stands on all files that are taken out."""
    cover = {"mark": without_boxes(mark), "taken_by": without_boxes(taken_by), "permits": permits}
    words = in_each(lambda: {name: str(sentence) for name, sentence in COVER.items()})
    by_name = {name: {short: said[name] for short, said in words.items()} for name in COVER}
    return typeset("cover", dated=dated, cover=cover, words=by_name)
