"""What intermediaries and employers do with a filing, one or many at a time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.services.letters import tell_each
from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraints
from core.errors import Conflict, Invalid, NotFound
from core.permissions import Permission
from core.workflow import allow, move, move_each
from employers.enums import FilingStatus
from employers.models import Employer, Filing, FilingGroup, JointEmployer, Lodging, Mandate
from employers.rules.content import FilingContent
from employers.services.demand import clock
from employers.services.demand import content as contents_
from employers.services.demand.checking import Preview, demand_passed, keep_each, preview
from employers.services.demand.letters import letters
from employers.services.mandating import mandate_posts, mandates
from employers.workflow import FILING
from scheme.models import Season

CHANGED = _("The content changed meanwhile: read it again before you go on.")
FIELDS = {
    "filing_posts_in_reason": "groups",
    "filing_days_in_order": "groups",
    "filinggroup_posts_positive": "groups",
    "filinggroup_days_in_order": "groups",
    "filing_wage_positive": "wage_fen",
    "lodging_capacity_positive": "lodgings",
    "jointemployer_once_per_filing": "joint_employers",
    "jointemployer_posts_positive": "joint_employers",
    "filing_source_key_once": "source_key",
}
FILED = (FilingStatus.AWAITING_EMPLOYER, FilingStatus.SUBMITTED, FilingStatus.INFORMATION_REQUESTED)


def draft(content: FilingContent, *, by: Actor, at: datetime, source: str = "", source_key: str = "") -> Filing:
    """Begin a filing for an employer whose mandate the intermediary holds."""
    return draft_each([content], by=by, at=at, source=source, source_keys=[source_key])[0]


def draft_each(
    contents: Sequence[FilingContent],
    *,
    by: Actor,
    at: datetime,
    source: str = "",
    source_keys: Sequence[str] | None = None,
) -> list[Filing]:
    """Begin many filings at once, in the order of `contents`; `source_keys` name what they were read from."""
    with act("draft", by=by):
        allow(Permission.FILE_DEMAND, by=by)
        contents_.demand_known(contents)
        seasons = contents_.seasons_of(contents)
        running = _mandates_for(contents, by=by, on=day_of(at))
        filings = []
        for number, content in enumerate(contents):
            filing = Filing(intermediary_id=by.organisation_id, employer_id=content.employer, source=source)
            filing.mandate = running[number]
            filing.source_key = source_keys[number] if source_keys else ""
            contents_.put(filing, content, seasons[content.season])
            filings.append(filing)
        with constraints(Filing, FilingGroup, Lodging, JointEmployer, fields=FIELDS):
            Filing.objects.bulk_create(filings)
            contents_.put_parts({f.pk: c for f, c in zip(filings, contents, strict=True)}, fresh=True)
        return filings


def edit(filing_id: UUID, content: FilingContent, *, by: Actor, digest: str | None = None) -> Filing:
    """Change what is asked before the bureau sees it; with `digest`, only if the content is still that one."""
    with move(Filing.objects.visible_to(by), filing_id, FILING["edit"], by=by) as filing:
        if digest is not None and filing.content_digest != digest:
            raise Conflict("changed_meanwhile", CHANGED)
        if filing.status == FilingStatus.AWAITING_EMPLOYER:
            _reclaim(filing, content.posts)
        rewrite(filing, content)
    return filing


def check(content: FilingContent, *, by: Actor, on: date) -> Preview:
    """Say what stands in the way of filing this, and what quota is left; nothing is kept."""
    allow(Permission.FILE_DEMAND, by=by)
    contents_.demand_known([content])
    season = contents_.seasons_of([content])[content.season]
    [mandate] = mandates.running_each([(content.employer, content.industry)], by=by, on=on)
    return preview(content, season, mandate, by=by, on=on)


def file(filing_id: UUID, *, by: Actor, at: datetime) -> Filing:
    """Hand a draft to the employer to confirm; refused with everything that is missing, all at once."""
    return file_each([filing_id], by=by, at=at)[0]


def file_each(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Filing]:
    """Hand many drafts to their employers; all or nothing."""
    with move_each(
        Filing.objects.visible_to(by).select_related("season", "mandate"),
        ids,
        FILING["file"],
        by=by,
        fields=["filed_at"],
    ) as filings:
        demand_passed(keep_each(filings, contents_.read_each(filings), moment="filed", on=day_of(at)))
        mandate_posts.claim_each([(filing.mandate_id, filing.posts) for filing in filings])
        for filing in filings:
            filing.filed_at = at
        tell_each(letters(filings, "filing_awaiting_employer", to="employer"), at=at)
    return filings


def confirm(filing_id: UUID, *, digest: str, by: Actor, at: datetime) -> Filing:
    """Confirm, as the employer, exactly the content that `digest` names, and so submit it to the bureau."""
    return confirm_each({filing_id: digest}, by=by, at=at)[0]


def confirm_each(digests: Mapping[UUID, str], *, by: Actor, at: datetime) -> list[Filing]:
    """Confirm many filings, each by the digest of its content; all or nothing."""
    with move_each(
        Filing.objects.visible_to(by).select_related("season"),
        list(digests),
        FILING["confirm"],
        by=by,
        fields=["confirmed_digest", "confirmed_at", "confirmed_by", "submitted_at", *clock.FIELDS],
    ) as filings:
        _demand_principal(filings, by=by)
        for filing in filings:
            if digests[filing.pk] != filing.content_digest:
                raise Conflict("changed_meanwhile", CHANGED)
            filing.confirmed_digest, filing.confirmed_at = filing.content_digest, at
            filing.confirmed_by = by.actor_id
            filing.submitted_at = filing.submitted_at or at
        clock.run(filings, on=day_of(at))
        tell_each(letters(filings, "filing_submitted", to="intermediary"), at=at)
    return filings


def confirm_amendment(filing_id: UUID, *, digest: str, by: Actor, at: datetime) -> Filing:
    """Confirm, as the employer, what was amended after the grant; until then nothing may be offered by it."""
    with move(Filing.objects.visible_to(by), filing_id, FILING["confirm_amendment"], by=by) as filing:
        _demand_principal([filing], by=by)
        if digest != filing.content_digest:
            raise Conflict("changed_meanwhile", CHANGED)
        filing.confirmed_digest, filing.confirmed_at, filing.confirmed_by = digest, at, by.actor_id
    return filing


def decline(filing_id: UUID, *, reason: str, by: Actor, at: datetime) -> Filing:
    """Send a filing back to the intermediary, as the employer, saying what is wrong."""
    with move(Filing.objects.visible_to(by), filing_id, FILING["decline"], by=by, reason=reason) as filing:
        _demand_principal([filing], by=by)
        mandate_posts.give_back_each([(filing.mandate_id, filing.posts)])
        tell_each(letters([filing], "filing_declined", to="intermediary"), at=at)
    return filing


def answer(filing_id: UUID, *, text: str, by: Actor, at: datetime) -> Filing:
    """Answer the bureau's question; its clock runs on."""
    with move(Filing.objects.visible_to(by), filing_id, FILING["answer"], by=by) as filing:
        if not text.strip():
            raise Invalid("answer_missing", _("Write the answer to what was asked."), field="text")
        filing.answer = text
        clock.run([filing], on=day_of(at))
    return filing


def revise(filing_id: UUID, content: FilingContent, *, by: Actor, at: datetime) -> Filing:
    """Change what was already submitted; it goes back to the employer, and the bureau's clock stands meanwhile."""
    records = Filing.objects.visible_to(by).select_related("season", "mandate")
    with move(records, filing_id, FILING["revise"], by=by) as filing:
        _reclaim(filing, content.posts)
        rewrite(filing, content)
        # Who signed first signed what it said before: a signature on other content is none.
        filing.decisions.filter(decided_by=None).delete()
        demand_passed(keep_each([filing], {filing.pk: content}, moment="amended", on=day_of(at)))
        clock.stop([filing], on=day_of(at))
        tell_each(letters([filing], "filing_awaiting_employer", to="employer"), at=at)
    return filing


def withdraw(filing_id: UUID, *, reason: str = "", by: Actor, at: datetime) -> Filing:
    """Take a filing back before it is decided."""
    return withdraw_each([filing_id], reason=reason, by=by, at=at)[0]


def withdraw_each(ids: Collection[UUID], *, reason: str = "", by: Actor, at: datetime) -> list[Filing]:
    """Take many filings back; what they claimed of their mandates is free again."""
    records = Filing.objects.visible_to(by).select_related("season")
    with act("withdraw", by=by, reason=reason):
        # Where each stands is read under its lock: what somebody gave back meanwhile is not given back twice.
        held = records.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk")
        stood = dict(held.values_list("pk", "status"))
        return _withdraw(records, ids, stood, reason=reason, by=by, at=at)


def _withdraw(
    records: QuerySet[Filing], ids: Collection[UUID], stood: Mapping[UUID, str], *, reason: str, by: Actor, at: datetime
) -> list[Filing]:
    with move_each(records, ids, FILING["withdraw"], by=by, reason=reason) as filings:
        claimed = [filing for filing in filings if stood[filing.pk] in FILED]
        mandate_posts.give_back_each([(filing.mandate_id, filing.posts) for filing in claimed])
        tell_each(letters(claimed, "filing_withdrawn", to="employer"), at=at)
    return filings


def clone(filing_id: UUID, *, season: str, by: Actor, at: datetime) -> Filing:
    """Begin a new draft like an earlier filing, its days moved to another season."""
    source = Filing.objects.visible_to(by).select_related("season").filter(pk=filing_id).first()
    if source is None:
        raise NotFound("not_found", _("There is no such record."))
    target = Season.objects.filter(code=season).first()
    if target is None:
        raise Invalid("unknown_code", contents_.UNKNOWN, field="season", value=season)
    [content] = contents_.read_each([source]).values()
    years = target.work_from.year - source.season.work_from.year
    return draft(content.moved(season, years=years), by=by, at=at)


def rewrite(filing: Filing, content: FilingContent) -> None:
    """Put new content in the place of a filing's old one; its employer stays."""
    if content.employer != filing.employer_id:
        raise Invalid("employer_fixed", _("A filing keeps its employer: begin another for this one."), field="employer")
    contents_.demand_known([content])
    contents_.put(filing, content, contents_.seasons_of([content])[content.season])
    with constraints(Filing, FilingGroup, Lodging, JointEmployer, fields=FIELDS):
        filing.save()
        contents_.put_parts({filing.pk: content}, fresh=False)


def _reclaim(filing: Filing, posts: int) -> None:
    # What was claimed for the old content is free before the new is claimed, so a full mandate takes an even swap.
    mandate_posts.give_back(filing.mandate_id, filing.posts)
    mandate_posts.claim(filing.mandate_id, posts)


def _mandates_for(contents: Sequence[FilingContent], *, by: Actor, on: date) -> list[Mandate]:
    found = mandates.running_each([(content.employer, content.industry) for content in contents], by=by, on=on)
    missing = {content.employer for content, mandate in zip(contents, found, strict=True) if mandate is None}
    if missing:
        known = set(Employer.objects.visible_to(by).filter(pk__in=missing).values_list("pk", flat=True))
        raise Invalid(
            "mandate_missing" if known else "unknown_employer",
            _("You hold no mandate of this employer that runs today: ask it for one."),
            field="employer",
        )
    return [mandate for mandate in found if mandate is not None]


def _demand_principal(filings: Sequence[Filing], *, by: Actor) -> None:
    if any(filing.employer_id != by.organisation_id for filing in filings):
        raise Invalid("not_principal", _("Only the filing's own employer confirms it."), field="employer")
