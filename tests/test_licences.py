"""What is shipped stands under licences that let it be shipped, and the page says which."""

from tests.licences import ALLOWED, PAGE, licence_of, page, pinned


def test_every_package_lets_itself_be_shipped() -> None:
    stated = {package: licence_of(package) for package in pinned()}

    assert len(stated) > 50
    assert {each: words for each, words in stated.items() if words and not ALLOWED.fullmatch(words)} == {}
    assert not ALLOWED.fullmatch("GPL-3.0-or-later")
    assert not ALLOWED.fullmatch("none")


def test_the_page_of_licences_is_up_to_date() -> None:
    assert PAGE.read_text() == page(), "run: python -m tests.licences"
