"""What follows under the demo's permits: extended, renewed, suspended, missed, suspected, complained of, gone home."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Final
from uuid import UUID

from accounts.enums import Role
from accounts.rules import OF_WORKERS
from core.actors import Actor, Standing
from employers.enums import CostHead
from employers.services.demand import lapses as demand_lapses
from permits.enums import AbsenceKind
from permits.management.demo.intake import Hired, moment
from permits.management.demo.story import Step
from permits.models import AbsenceReport, Extension, OverstayCase, Renewal, Return
from permits.services.alerts import sweeps
from permits.services.application import applications
from permits.services.follow_up import absences, cases, returns
from permits.services.lifetime import end_requests, extensions, lapses, permits, renewals
from scheme.services import quota_alerts
from workers.enums import ComplaintKind
from workers.models import Complaint
from workers.services.grievances import complaints, costs
from workers.services.grievances.costs import Payment
from workers.services.identity import duplicates

TO_THE_AGENT: Final = "hongni"
RENEWED, EXTENDED, ASKED, GAVE_BACK, CONTESTS = slice(3, 6), 6, 7, 8, 9
"""Places in the crew of Daxin whose permits end first."""


def steps(hired: Mapping[str, Hired], agents: Mapping[str, UUID]) -> list[Step]:
    """Everything that happens under the permits, each with its moment; the clock last."""
    return [
        *_in_daxin(hired["daxin"]),
        *_money(hired["hekou"], agents[TO_THE_AGENT]),
        *_at_the_mill(hired["mill"]),
        _at(11, 19, 10, partial(_ask_more, hired["shrimp-second"])),
        *_of_the_clock(),
    ]


def _at(month: int, day: int, hour: int, act: Callable[[datetime], object]) -> Step:
    at = moment(date(2026, month, day), hour)
    return at, lambda: act(at)


def _worker(worker: UUID) -> Actor:
    return Standing(login="code:demo", kind="worker", permissions=OF_WORKERS, actor_id=worker)


def _in_daxin(crew: Hired) -> list[Step]:
    """The first permits of the season run out: some go on, some go home, and one is not seen leaving."""
    agent, reviewer, approver = crew.agent, crew.officer(Role.REVIEWER), crew.officer(Role.APPROVER)

    def extend(at: datetime, number: int, ends_on: date) -> object:
        reason = "种蔗收尾，雇主需要他做到月初。"
        return extensions.ask(crew.permits[number], ends_on=ends_on, reason=reason, by=agent, at=at)

    def grant(at: datetime) -> None:
        asked = Extension.objects.visible_to(approver).get(permit=crew.permits[EXTENDED])
        extensions.grant(asked.pk, comment="同意延期。", by=approver, at=at)

    def renew(at: datetime) -> None:
        proposed = Renewal.objects.visible_to(approver).filter(permit__in=crew.permits[RENEWED])
        renewals.confirm_each(list(proposed.values_list("pk", flat=True)), by=approver, at=at)

    def contest(at: datetime) -> None:
        case = OverstayCase.objects.visible_to(reviewer).get(permit=crew.permits[CONTESTS])
        words = "Tôi đã về qua cửa khẩu Lý Vạn tối ngày 15, hôm đó máy đọc thẻ bị hỏng."
        cases.contest(case.pk, words, by=_worker(crew.workers[CONTESTS]), at=at)

    def close_out(at: datetime) -> None:
        home = Return.objects.visible_to(approver).get(permit=crew.permits[0]).pk
        boss = crew.boss(Role.CLERK)
        returns.settle_wage_each([home], settled_on=date(2026, 11, 13), by=boss, at=at)
        returns.return_papers_each([home], returned_on=date(2026, 11, 13), by=boss, at=at)
        returns.close_out_each([home], by=approver, at=at)

    def confirm(at: datetime) -> None:
        gone = Return.objects.visible_to(crew.department).filter(permit__in=crew.permits[:2])
        returns.confirm_each(list(gone.values_list("pk", flat=True)), by=crew.department, at=at)

    def give_back(at: datetime) -> None:
        permits.surrender(crew.permits[GAVE_BACK], by=_worker(crew.workers[GAVE_BACK]), at=at)

    return [
        _at(11, 5, 10, partial(extend, number=EXTENDED, ends_on=date(2026, 12, 5))),
        _at(11, 5, 20, give_back),
        _at(11, 6, 10, partial(extend, number=ASKED, ends_on=date(2026, 12, 10))),
        _at(11, 10, 15, grant),
        _at(11, 12, 10, renew),
        _at(11, 18, 10, confirm),
        _at(11, 18, 20, contest),
        _at(11, 20, 15, close_out),
    ]


def _money(crew: Hired, agent: UUID) -> list[Step]:
    """Workers of Hekou were asked for money: they say so, and one complains of it."""
    desk = crew.staff["protection-451400", Role.OFFICER]
    asked: list[Complaint] = []

    def state(at: datetime) -> None:
        fee = Payment(CostHead.ADMINISTRATION.value, 20_000, "CNY", agent, paid_on=date(2026, 10, 6))
        season = crew.filings[crew.crew.filing].season_id
        for number, worker in enumerate(crew.workers):
            lines = [fee] if number < 3 else []
            costs.state_costs(
                lines, note="Họ nói là phí đăng ký." * len(lines), season=season, by=_worker(worker), at=at
            )

    def complain(at: datetime) -> None:
        words = "Công ty môi giới thu của chúng tôi 200 tệ phí đăng ký, không có biên lai."
        asked.append(
            complaints.receive(ComplaintKind.FEES.value, words, about=agent, by=_worker(crew.workers[0]), at=at)
        )

    def answer(at: datetime) -> None:
        words = "Chúng tôi đã yêu cầu công ty trả lại tiền; giấy phép của công ty đã bị tạm đình chỉ."
        complaints.answer(asked[0].pk, words, by=desk, at=at)

    def give_back(at: datetime) -> None:
        permits.surrender(crew.permits[0], by=_worker(crew.workers[0]), at=at)

    return [
        _at(11, 3, 20, state),
        _at(11, 4, 20, complain),
        _at(11, 5, 9, lambda at: complaints.assign(asked[0].pk, by=desk, at=at)),
        _at(11, 11, 10, give_back),
        _at(11, 12, 9, answer),
    ]


def _at_the_mill(crew: Hired) -> list[Step]:
    """One is missed and says otherwise, one has left the job, one permit is suspended, and one complains."""
    boss, approver = crew.boss(Role.CLERK), crew.officer(Role.APPROVER)
    missed: list[AbsenceReport] = []

    def miss(at: datetime) -> None:
        missed.append(
            absences.report(
                crew.permits[1],
                kind=AbsenceKind.MISSING.value,
                since_on=date(2026, 11, 16),
                note="连续两个班次未到岗。",
                by=boss,
                at=at,
            )
        )

    def contest(at: datetime) -> None:
        words = "Tôi bị sốt, nằm ở ký túc xá và đã nhắn tin cho tổ trưởng."
        absences.contest(missed[0].pk, words, by=_worker(crew.workers[1]), at=at)

    def leave(at: datetime) -> None:
        kind = AbsenceKind.LEFT_JOB.value
        absences.report(crew.permits[2], kind=kind, since_on=date(2026, 11, 18), by=boss, at=at)

    def suspend(at: datetime) -> None:
        permits.suspend_each([crew.permits[3]], reason="健康证明待复核。", by=approver, at=at)

    def complain(at: datetime) -> None:
        words = "Phòng ở quá đông, mười hai người một phòng, không có nước nóng."
        kind = ComplaintKind.LODGING.value
        complaints.receive(kind, words, about=boss.organisation_id, by=_worker(crew.workers[5]), at=at)

    def ask_end(at: datetime) -> None:
        reason = "该工人与班组不合，雇主希望提前结束。"
        signatory = crew.boss(Role.SIGNATORY)
        end_requests.ask(crew.permits[6], ends_on=date(2026, 11, 30), reason=reason, by=signatory, at=at)

    return [
        _at(11, 17, 10, miss),
        _at(11, 18, 21, contest),
        _at(11, 17, 14, suspend),
        _at(11, 18, 20, complain),
        _at(11, 19, 10, leave),
        _at(11, 19, 11, ask_end),
    ]


def _ask_more(crew: Hired, at: datetime) -> None:
    applications.request_information(
        crew.applications[0],
        question="护照照片页不清晰，请重新上传。",
        by=crew.officer(Role.REVIEWER),
        at=at,
    )


def _of_the_clock() -> list[Step]:
    """What the clock does by itself once the service runs, on the days on which it changed something."""
    return [
        _at(11, 2, 1, lambda at: renewals.propose_due(at=at)),
        _at(11, 16, 1, _overnight),
        _at(11, 16, 8, lambda at: cases.tell_due(at=at)),
        _at(11, 19, 1, _overnight),
        _at(11, 21, 1, _overnight),
        _at(11, 21, 2, _announce),
    ]


def _overnight(at: datetime) -> None:
    renewals.lapse_due(at=at)
    renewals.propose_due(at=at)
    cases.suspect_due(at=at)
    cases.note_exits(at=at)
    cases.clear_due(at=at)
    lapses.close_run_out(at=at)
    returns.note_exits(at=at)
    duplicates.compare_changed(at=at)


def _announce(at: datetime) -> None:
    costs.flag_payees(at=at)
    sweeps.of_everything(at=at)
    demand_lapses.alert_overdue(at=at)
    quota_alerts.raise_quota_alerts(at=at)
