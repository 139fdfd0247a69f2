"""The tree: roots and proofs of RFC 9162, by the known vectors and by hypothesis."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from core.evidence.rules import tree

# The eight leaves that the reference implementations of Certificate Transparency are tested with, and their roots.
LEAVES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def laid(leaves: list[bytes]) -> tree.Read:
    tiles = {}
    row, level = b"".join(leaves), 0
    while row:
        full = list(tree.laid(0, b"", row))
        tiles |= {(level, place): hashes for place, hashes in full}
        above = tree.grown(full)
        row, level = above[1] if above else b"", level + 1
    return lambda level, place: tiles[level, place]


def proves(path: list[bytes], position: int, size: int, leaf: bytes, root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    node, last, reached = position, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            reached = tree.node(step, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = tree.node(reached, step)
        node, last = node >> 1, last >> 1
    return last == 0 and reached == root


def grew(path: list[bytes], before: int, size: int, old: bytes, new: bytes) -> bool:
    """RFC 9162, 2.1.4.2."""
    if before == size:
        return path == [] and old == new
    steps = [old, *path] if before & (before - 1) == 0 else path
    node, last = before - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = tree.node(step, first), tree.node(step, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = tree.node(second, step)
        node, last = node >> 1, last >> 1
    return last == 0 and first == old and second == new


def test_the_roots_are_those_of_the_known_vectors() -> None:
    hashed = [tree.leaf(one) for one in LEAVES]

    roots = [tree.root(laid(hashed[:size]), size).hex() for size in range(1, 9)]

    assert roots == ROOTS
    assert tree.root(laid([]), 0) == hashlib.sha256(b"").digest()


@given(st.integers(1, 1500), st.data())
def test_what_is_in_the_tree_is_proved_and_nothing_else(size: int, data: st.DataObject) -> None:
    hashed = [tree.leaf(str(place).encode()) for place in range(size)]
    position, before = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    read, growing = laid(hashed), tree.Growing()
    for one in hashed[:before]:
        growing.add(one)
    old, root = growing.root(), tree.root(read, size)

    path, growth = tree.inclusion(read, position, size), tree.consistency(read, before, size)

    assert proves(path, position, size, hashed[position], root)
    assert not proves(path, position, size, tree.leaf(b"another"), root)
    assert grew(growth, before, size, old, root)
    assert not grew(growth, before, size, tree.leaf(b"another"), root)


def test_another_hash_makes_another_tree() -> None:
    assert tree.leaf(b"1", "sm3") == hashlib.new("sm3", b"\x001").digest()
    assert tree.leaf(b"1", "sm3") != tree.leaf(b"1")
