"""One form for all log lines: readable here, JSON in a deployment, and no personal data in either."""

import logging.config
import re
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# PostgreSQL repeats the refused row or key in these lines, and rows are about people.
DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*\n?", re.MULTILINE)
# Celery repeats what the exception of a failed task says.
RAISED = re.compile(r"(raised unexpected|raised error|Retry in [^:]*): .*", re.DOTALL)


def _faults(fault: BaseException | None) -> list[BaseException]:
    """A fault and those it came from, the first one first."""
    found: list[BaseException] = []
    while fault is not None and fault not in found:
        found.insert(0, fault)
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return found


def where_it_failed(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    """The lines of code on the way to a fault, and its kind; never what it says, for that may repeat a person's data.

    Of what the database refused, its code and the name of the constraint are told.
    """
    lines: list[str] = []
    for fault in _faults(exc_info[1]):
        lines += traceback.format_tb(fault.__traceback__)
        told = getattr(fault, "diag", None)
        codes = [str(code) for code in (getattr(told, "sqlstate", ""), getattr(told, "constraint_name", "")) if code]
        lines.append(f"{type(fault).__module__}.{type(fault).__qualname__} {' '.join(codes)}".strip() + "\n")
    return "".join(lines).rstrip()


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(where_it_failed),
]


def without_details(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Take out of the texts of an event what the database tells about a row, and the queue of a fault."""
    return {
        name: RAISED.sub(r"\1", DETAIL.sub("", text)) if isinstance(text, str) else text for name, text in event.items()
    }


def line(*, machine_readable: bool) -> dict[str, Any]:
    """The form of a log line, as `logging` takes it."""
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if machine_readable
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            without_details,
            renderer,
        ],
    }


def configure(*, machine_readable: bool, level: str) -> None:
    """Send the log of every part to standard error, in one form."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": line(machine_readable=machine_readable)},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            # The one greets at every start, the other names each passkey that was used.
            "loggers": {"pikepdf": {"level": "WARNING"}, "fido2": {"level": "WARNING"}},
            "root": {"handlers": ["stderr"], "level": level},
        }
    )
