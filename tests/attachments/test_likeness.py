"""The same photo saved again is found; photos of others are not, measured on made-up portraits."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PIL import Image

from accounts.models import Member
from attachments.models import Attachment, Resemblance
from attachments.services import comparing, folder
from attachments.services.likeness import APART, apart, likeness_of, shows_the_same
from attachments.services.pictures import redrawn
from core.alerts.models import Alert
from tests import factories
from tests.attachments.portraits import lit, portrait, saved
from tests.attachments.samples import picture
from tests.factories import AT, World
from workers.models import Worker
from workers.services.identity import files, shared_files

FACES = 200
MOST_FALSE = 1e-4
AGAIN: dict[str, tuple[str, Callable[[Image.Image], bytes]]] = {
    "as it is": ("image/jpeg", lambda image: saved(image, quality=92)),
    "poorly": ("image/jpeg", lambda image: saved(image, quality=40)),
    "as PNG": ("image/png", lambda image: saved(image, "PNG")),
    "half as large": ("image/jpeg", lambda image: saved(image, scale=0.5, quality=80)),
    "a third as large": ("image/jpeg", lambda image: saved(image, scale=0.33, quality=70)),
    "twice as large": ("image/jpeg", lambda image: saved(image, scale=2.3, quality=80)),
    "darker": ("image/jpeg", lambda image: saved(lit(image, 0.85), quality=85)),
}


def kept(image: Image.Image) -> bytes:
    return redrawn(saved(image, quality=92), "image/jpeg", "photo")


def alike(one: bytes, other: bytes) -> bool:
    mine, yours = likeness_of(one), likeness_of(other)
    return mine is not None and yours is not None and apart(mine, yours) <= APART and shows_the_same(one, other)


@pytest.mark.parametrize("how", AGAIN)
def test_a_photo_that_was_saved_again_is_found(how: str) -> None:
    media, save = AGAIN[how]
    faces = [portrait(seed) for seed in range(30)]

    found = [alike(kept(face), redrawn(save(face), media, "photo")) for face in faces]

    assert sum(found) >= 29


def test_photos_of_others_are_not_taken_for_one() -> None:
    photos = [kept(portrait(seed)) for seed in range(FACES)]
    bits = [likeness_of(photo) for photo in photos]

    near = [
        (one, other)
        for one, other in combinations(range(FACES), 2)
        if (mine := bits[one]) and (yours := bits[other]) and apart(mine, yours) <= APART
    ]
    false = [pair for pair in near if shows_the_same(*(photos[one] for one in pair))]

    assert len(false) <= MOST_FALSE * FACES * (FACES - 1) / 2


def test_what_is_plain_is_like_nothing() -> None:
    assert likeness_of(redrawn(picture(), "image/jpeg", "photo")) is None


@pytest.fixture
def workers(demand: World) -> list[Worker]:
    people = [factories.worker(factories.province()) for _ in range(3)]
    for person in people:
        factories.registration(person, demand.intermediary, factories.season())
    return people


def test_a_resized_photo_of_another_person_is_found_once_and_told(
    workers: list[Worker], intermediary_clerk: Member, department_officer: Member
) -> None:
    face, other = portrait(1), portrait(2)
    first, again, third = workers
    files.hand_in_photo(first.pk, saved(face, quality=92), by=intermediary_clerk, at=AT)
    files.hand_in_photo(third.pk, saved(other, quality=92), by=intermediary_clerk, at=AT)
    comparing.compare_new(at=AT)
    files.hand_in_photo(again.pk, saved(face, scale=0.6, quality=70), by=intermediary_clerk, at=AT)

    counts = comparing.compare_new(at=AT), comparing.compare_new(at=AT)
    shared_files.flag_same_files(at=AT)

    told = Alert.objects.visible_to(department_officer).open().filter(kind="same_file")
    assert counts == (1, 0)
    assert Resemblance.objects.count() == 1
    assert {alert.subject_id for alert in told} == {str(first.pk), str(again.pk)}
    assert shared_files.sharing_files([one.pk for one in workers]) == {(first.pk, again.pk)}
    assert shared_files.sharing_files([first.pk, third.pk]) == set()
    assert not Attachment.objects.to_compare().exists()


def test_a_photo_whose_file_is_gone_is_like_nothing(workers: list[Worker], intermediary_clerk: Member) -> None:
    for person, scale in zip(workers, (1.0, 0.5), strict=False):
        files.hand_in_photo(person.pk, saved(portrait(1), scale=scale), by=intermediary_clerk, at=AT)
    folder.remove(Attachment.objects.earliest("pk").stored_as)

    assert comparing.compare_new(at=AT) == 0
