"""Alerts about evidence: a health check or an insurance that ends while the permit goes on."""

from permits.services.alerts.raising import Kind, to_worker
from permits.services.alerts.steps import before_evidence_ends, on_steps

EVIDENCE = "workers.evidence"
# Evidence of the same code that ends later takes its place. What ends after the first step of the ladder is on none:
# its day is asked for beside the step, so that an index finds it.
ENDING = """
SELECT DISTINCT ON (evidence.id) evidence.id, step.stage, permit.registrar_id, permit.county_id,
    jsonb_build_object('until', evidence.valid_until, 'code', evidence.code),
    ARRAY[permit.employer_id, permit.intermediary_id, permit.province_id]
FROM workers_evidence AS evidence
JOIN permits_permit AS permit ON permit.worker_id = evidence.worker_id AND permit.status IN ('issued', 'suspended')
    AND permit.last_on >= %(today)s AND permit.last_on > evidence.valid_until
CROSS JOIN LATERAL (SELECT {stage} AS stage) AS step
WHERE step.stage IS NOT NULL AND evidence.withdrawn_at IS NULL AND evidence.valid_until <= %(until)s
    AND evidence.kind IN ('health', 'insurance')
    AND NOT EXISTS (
        SELECT FROM workers_evidence AS later
        WHERE later.worker_id = evidence.worker_id AND later.code = evidence.code AND later.withdrawn_at IS NULL
            AND (later.valid_until IS NULL OR later.valid_until > evidence.valid_until))
ORDER BY evidence.id, permit.first_on
"""


KINDS = (
    Kind(
        "evidence_ending",
        EVIDENCE,
        lambda at: on_steps(ENDING, "evidence.valid_until", before_evidence_ends, at=at),
        to_worker("worker_evidence_ending", EVIDENCE, "workers_evidence"),
    ),
)
