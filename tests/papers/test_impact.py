"""The impact files state what the classification, the rules and the record say, and leave open what they cannot."""

from io import StringIO

import pytest
from django.core.management import call_command

from papers.services.impact.document import impact_file
from papers.services.impact.facts import facts
from tests.factories import AT, World
from tests.permits import steps
from workers.enums import Ground
from workers.models import PassingConsent
from workers.services.identity.passing_on import pass_on_each

pytestmark = pytest.mark.django_db


def test_the_facts_are_those_of_the_record(demand: World) -> None:
    steps.requirements()
    worker = steps.willing(demand, steps.hiring(demand)).worker
    row = (worker.pk, demand.employer.pk, Ground.CONTRACT, "accept", ("identity",))
    pass_on_each([row], by=demand.member("partner", "clerk"), at=AT)
    PassingConsent.objects.create(worker=worker, is_given=False, way="own", said_at=AT)

    found = facts(at=AT)

    assert (found.workers, found.consents) == (1, {True: 0, False: 1})
    assert [(p.kind, p.country, p.is_abroad, p.persons) for p in found.passed] == [("employer", "CN", True, 1)]
    assert {kept.days for kept in found.kept} >= {1096, 366, None}


@pytest.mark.parametrize(("law", "language"), [("cn", "zh-hans"), ("vn", "vi"), ("cn", "en")])
def test_a_file_holds_the_facts_and_brackets_to_fill_in(demand: World, law: str, language: str) -> None:
    page = impact_file(law, facts(at=AT), language=language)

    assert page.count('class="open"') == 10
    assert "personal_number_sealed" in page
    assert "1096" in page


def test_the_command_writes_it_in_the_law_s_own_language(demand: World) -> None:
    out = StringIO()

    call_command("impact_file", "vn", stdout=out)

    assert 'lang="vi"' in out.getvalue()
