"""A bare WSGI view: one query, one row, as JSON; nothing asks who reads it, how often or in which language."""

import json
import os
from collections.abc import Callable, Iterable
from threading import local
from typing import Any

import psycopg

ROW = "SELECT id, number, status, county_id, posts, starts_on, ends_on, wage_fen FROM employers_filing WHERE id = %s"
PERMIT = "SELECT id, status, first_on, last_on FROM permits_permit WHERE number = %s"
_own = local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with the filing whose key is the last part of the path."""
    return _answer(ROW, environ["PATH_INFO"].strip("/").rsplit("/", 1)[-1], start_response)


def permit(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with the permit whose reference is the last part of the path; its number stands between the dashes."""
    return _answer(PERMIT, int(environ["PATH_INFO"].split("-")[-2]), start_response)


def _answer(query: str, key: object, start_response: Callable[..., Any]) -> Iterable[bytes]:
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    row = _own.connection.execute(query, [key]).fetchone()
    body = json.dumps(row, default=str).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
