"""One form for all log lines: readable here, JSON in a deployment, and no personal data in either."""

import logging.config
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# PostgreSQL repeats the refused row or key in these lines, and rows are about people.
DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*\n?", re.MULTILINE)
SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def without_details(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Take out of the texts of an event what the database tells about a row."""
    return {name: DETAIL.sub("", text) if isinstance(text, str) else text for name, text in event.items()}


def configure(*, machine_readable: bool, level: str) -> None:
    """Send the log of every part to standard error, in one form."""
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if machine_readable
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    form = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            without_details,
            renderer,
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": form},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "loggers": {"pikepdf": {"level": "WARNING"}},  # it greets at every start
            "root": {"handlers": ["stderr"], "level": level},
        }
    )
