"""10,000 codes signed and as many checked, against the signature alone; and the status list of a million permits."""

import random
from collections.abc import Callable
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from papers.services.proof.envelope import SIGNED, as_text, sign
from papers.services.proof.lists import packed
from tests.bench.measure import interleave, timed, verdict
from tests.factories import World
from tests.vectors.make import AT, KEYS, LISTED, SEEDS, claims, key_list, status_list
from verifier.check import GOOD, Question, check
from verifier.lists import read_keys, read_statuses

ROUNDS, TURNS, EACH = 5, 20, 100
SIGNING, SIGNING_BARE = "a code, from claims to text", "bare: CBOR and signature"
CHECKING, CHECKING_BARE = "a code, from text to answer", "bare: signature and CBOR"
GOALS = {SIGNING: 0.3, CHECKING: 0.3}
PERMITS, LARGEST = 1_000_000, 20_000


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    say(f"{ROUNDS * TURNS * EACH:,} codes signed and as many checked, one process")
    contests = {SIGNING: (_sign, SIGNING_BARE, _sign_bare), CHECKING: (_checking(), CHECKING_BARE, _checking_bare())}
    for name, (ours, bare, theirs) in contests.items():
        rates = interleave({name: (ours, EACH), bare: (theirs, EACH)}, rounds=ROUNDS, turns=TURNS)
        for each in rates.rounds:
            say(f"  {each:32} {rates.of(each):10,.0f} a second")
        say(f"  ours against bare                                  {verdict(rates.ratio(name, bare), GOALS[name])}")
    chance = random.Random(1)
    ended = [(number, 1) for number in chance.sample(range(PERMITS), PERMITS // 100)]
    made: list[bytes] = []
    took = timed(lambda: made.append(status_list(LISTED, bits=packed(ended, PERMITS))))
    say(f"  status list of {PERMITS:,} permits, 1 % revoked, in {took:.2f} s")
    say(f"  its bytes                                          {verdict(len(made[0]), LARGEST, at_most=True)}")


def _said(number: int) -> dict[int, Any]:
    return claims() | {SIGNED: LISTED + number}


def _sign(number: int) -> None:
    for each in range(number):
        as_text(sign(_said(each), KEYS["permits"]))


def _sign_bare(number: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(SEEDS["permits"])
    for each in range(number):
        key.sign(cbor2.dumps(_said(each)))


def _checking() -> Callable[[int], None]:
    keys, codes = read_keys(key_list(LISTED)), [as_text(sign(_said(each), KEYS["permits"])) for each in range(EACH)]
    statuses = read_statuses(status_list(LISTED), keys)

    def work(number: int) -> None:
        for code in codes[:number]:
            assert check(code, Question(AT, "aidian"), keys, statuses).answer == GOOD

    return work


def _checking_bare() -> Callable[[int], None]:
    said = [cbor2.dumps(_said(each)) for each in range(EACH)]
    signed = [(KEYS["permits"].sign(each), each) for each in said]
    key = Ed25519PublicKey.from_public_bytes(KEYS["permits"].public)

    def work(number: int) -> None:
        for signature, each in signed[:number]:
            key.verify(signature, each)
            cbor2.loads(each)

    return work
