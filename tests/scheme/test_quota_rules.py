"""Which wants fit into which quotas, and which quota is the tightest."""

from uuid import UUID

from scheme.rules.quotas import Node, Wanted, branch, fits, left_of, tightest

SEASON = UUID(int=9)


def tree(**left):
    places = {
        "season": (None, None),
        "guangxi": ("450000", None),
        "chongzuo": ("451400", None),
        "ningming": ("451422", None),
        "cane": ("451422", "A0133"),
        "yunnan": ("530000", None),
    }
    return [
        Node(UUID(int=number), SEASON, area, industry, name, left.get(name, 100))
        for number, (name, (area, industry)) in enumerate(places.items())
    ]


def want(posts, county="451422", industry="A0133"):
    return Wanted(SEASON, county, industry, posts)


def test_a_want_is_counted_from_the_season_down_to_its_trade():
    places = [node.place for node in branch(tree(), want(1))]

    assert places == ["season", "guangxi", "chongzuo", "ningming", "cane"]


def test_a_trade_without_a_quota_is_counted_in_the_county():
    assert [node.place for node in branch(tree(), want(1, industry="A0141"))][-1] == "ningming"


def test_a_county_without_a_quota_has_no_branch():
    assert branch(tree(), want(1, county="451423")) == []
    assert left_of(tree(), want(1, county="451423")) is None


def test_the_least_of_a_branch_is_left():
    assert left_of(tree(chongzuo=7, yunnan=1), want(0)) == 7


def test_the_tightest_quota_lacks_the_most_for_all_wants_together():
    node, asked = tightest(tree(cane=5, ningming=6), [want(4), want(4, industry="A0141")])

    assert (node.place, node.left, asked) == ("ningming", 6, 8)


def test_a_quota_that_nobody_asks_is_never_the_tightest():
    node, _asked = tightest(tree(yunnan=0), [want(3)])

    assert node.place != "yunnan"


def test_wants_fit_in_their_order_and_those_that_do_not_are_left_out():
    answers = fits(tree(cane=10), [want(6), want(5), want(4), want(1), want(1, county="451423")])

    assert answers == [True, False, True, False, False]
