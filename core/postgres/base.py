"""A connection on which every transaction begins by saying who asks; without that its tables show nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

from core import reach

ASKING_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "(", "DECLARE", "MERGE")
"""How the statements begin that read or write rows; others (a new index) may refuse to be in a transaction."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Says who asks locally to the transaction, so that nothing of it is left to whoever has the connection next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said: reach.Reach | None = None
        self._one: ExitStack | None = None
        self.execute_wrappers.append(self._as_who_asks)

    @contextmanager
    def one_transaction(self) -> Iterator[None]:
        """Ask all of the body in one transaction, which the first question begins; without a question there is none."""
        with ExitStack() as stack:
            self._one, before = stack, self._one
            stack.callback(setattr, self, "_one", before)
            yield

    def say(self, wanted: reach.Reach) -> None:
        """Let the rest of the transaction reach so far; one that has not begun begins with it."""
        assert self.connection is not None
        server: Any = self.connection.pgconn
        is_new = server.transaction_status == TransactionStatus.IDLE
        with self.wrap_database_errors:
            answer = server.exec_(b"BEGIN; " + wanted.statement if is_new else wanted.statement)
            if answer.status != ExecStatus.TUPLES_OK:
                raise error_from_result(answer)
        self.said = wanted

    def _as_who_asks(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        wanted = reach.current()
        if self.get_autocommit() and (wanted is reach.NOTHING or not _asks_rows(sql)):
            return execute(sql, params, many, context)
        if self.get_autocommit() and self._one is not None:
            self._one.enter_context(transaction.atomic(using=self.alias))
        elif self.get_autocommit():
            # A statement by itself is a transaction of its own.
            with transaction.atomic(using=self.alias, savepoint=False):
                self._reach_so_far(wanted)
                return execute(sql, params, many, context)
        self._reach_so_far(wanted)
        return execute(sql, params, many, context)

    def _reach_so_far(self, wanted: reach.Reach) -> None:
        if self.said is not wanted and self.said != wanted and not self.needs_rollback:
            self.say(wanted)

    # What was said holds until the transaction ends, or its part that is undone.

    def _set_autocommit(self, autocommit: bool) -> None:
        self.said = None
        super()._set_autocommit(autocommit)  # type: ignore[misc]

    def _commit(self) -> Any:
        self.said = None
        return super()._commit()  # type: ignore[misc]

    def _rollback(self) -> Any:
        self.said = None
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: Any) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.said = None


def _asks_rows(sql: Any) -> bool:
    return not isinstance(sql, str) or sql.lstrip()[:7].upper().startswith(ASKING_ROWS)
