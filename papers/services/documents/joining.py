"""Documents joined to one, with the order in which they are read aloud: so many pages need no more memory than few."""

import io
from collections.abc import Iterable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

PLACES = (Name.StructParents, Name.StructParent)


def joined(parts: Iterable[bytes], title: str, marks: Iterable[str] = ()) -> bytes:
    """One document of parts that were set by the same pages, in their order; the same parts give the same bytes.

    `marks` are the bookmarks of its first pages, one each.
    """
    opened: list[Pdf] = []
    for part in parts:
        opened.append(Pdf.open(io.BytesIO(part)))
        if len(opened) > 1:
            _append(opened[0], opened[-1])
    whole = opened[0]
    for name in (Name.Outlines, Name.PageLabels, Name.PageMode):
        if name in whole.Root:
            del whole.Root[name]
    with whole.open_outline() as outline:
        outline.root.extend(OutlineItem(mark, page) for page, mark in enumerate(marks))
    with whole.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as said:
        said["dc:title"] = title
    made = io.BytesIO()
    whole.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def _append(whole: Pdf, part: Pdf) -> None:
    """Add the pages of a part, its tags behind those that are there; what counts places counts on."""
    tree, other = whole.Root.StructTreeRoot, part.Root.StructTreeRoot
    start = int(tree.ParentTreeNextKey)
    for thing in part.objects:
        if isinstance(thing, Dictionary | pikepdf.Stream):
            for name in PLACES:
                if name in thing:
                    thing[name] = int(thing[name]) + start
    whole.pages.extend(part.pages)
    copied = whole.copy_foreign(other)
    body = _body(tree)
    for node in (added := _listed(_body(copied).K)):
        node.P = body
    body.K = Array([*_listed(body.K), *added])
    numbers = _numbers(copied.ParentTree)
    moved = [each for key, value in zip(numbers[::2], numbers[1::2], strict=True) for each in (int(key) + start, value)]
    tree.ParentTree = Dictionary(Nums=Array([*_numbers(tree.ParentTree), *moved]))
    tree.ParentTreeNextKey = start + int(other.ParentTreeNextKey)


def _body(tree: Any) -> Any:
    """The one part of a document that holds all others."""
    [body] = _listed(tree.K)
    return body


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [value]


def _numbers(node: Any) -> list[Any]:
    """The entries of a tree of numbers, flat."""
    own = list(node.get(Name.Nums, []))
    return own + [each for kid in node.get(Name.Kids, []) for each in _numbers(kid)]
