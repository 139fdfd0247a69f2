"""Operations for migrations: who reaches which rows of a table, as the database itself holds it (ADR 25)."""

from collections.abc import Mapping, Sequence

from django.db import migrations

SEES = "current_setting('app.sees', true)"
KEYS = "(SELECT nullif(current_setting('app.keys', true), '')::uuid[])"
AREA = "(SELECT nullif(current_setting('app.area', true), ''))"
EVERYTHING = f"(SELECT {SEES} IN ('everything', 'oversight'))"


def walled(
    table: str,
    *,
    keys: Sequence[str] = (),
    lists: Sequence[str] = (),
    area: str = "",
    kinds: Sequence[str] = (),
    of: Mapping[str, str] | None = None,
    where: str = "",
    but: Sequence[str] = (),
) -> migrations.RunSQL:
    """Show the rows of `table` to whom they belong, to oversight and the clock; to nobody where nobody said who asks.

    A row belongs to who holds one of its `keys` (columns; `lists`: columns of many keys), answers for its `area`, is
    of one of the `kinds` that see very many ("*": whoever said who asks), or sees the row that it is a part `of`
    (column: "table.key"). `where` is any other condition, and `but` are kinds that see nothing of it in any way.
    """
    # The database asks them in this order until one holds: what is dear to ask comes last.
    ways = [_kinds(kinds)] if kinds else []
    ways += [f"starts_with({area}, {AREA})"] if area else []
    ways += [*_keys(keys), *(f"{column} && {KEYS}" for column in lists)]
    ways += [part_of(f"{table}.{column}", whole) for column, whole in (of or {}).items()]
    ways += [f"({where})"] if where else []
    theirs = " OR ".join(ways)
    theirs = f"(SELECT {SEES} NOT IN {_words(but)}) AND ({theirs})" if but else theirs
    rows = f"{EVERYTHING} OR {theirs}" if theirs else EVERYTHING
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY reach ON {table} USING ({rows});",
        f"DROP POLICY reach ON {table}; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def part_of(column: str, whole: str) -> str:
    """That the asker sees a row with this column's value in a table, written "table" or "table.key"."""
    name, _dot, key = whole.partition(".")
    # With OFFSET the planner looks for each row by itself, and never first gathers all that the asker sees.
    return f"EXISTS (SELECT FROM {name} AS whole WHERE whole.{key or 'id'} = {column} OFFSET 0)"


def also_seen(table: str, name: str, where: str) -> migrations.RunSQL:
    """Show rows of `table`, which is walled below, also where a table of this storey makes them somebody's.

    `name` comes before "reach" in the alphabet: the database asks policies backwards, and so this one last.
    """
    return migrations.RunSQL(
        f"CREATE POLICY {name} ON {table} FOR SELECT USING ({where});", f"DROP POLICY {name} ON {table};"
    )


def added_by_all(table: str) -> migrations.RunSQL:
    """Let whoever asks add to `table`, though few see it: what the database writes itself of every act."""
    return migrations.RunSQL(
        f"CREATE POLICY then_added ON {table} FOR INSERT WITH CHECK (true);", f"DROP POLICY then_added ON {table};"
    )


def finds(name: str, arguments: str, gives: str, query: str, *, is_planned_anew: bool = False) -> migrations.RunSQL:
    """A question asked beyond the policies: by policies of other tables, or for what a policy lets no index serve.

    Where the best way depends on what is asked for, it is planned anew each time.
    """
    anew = " SET plan_cache_mode = force_custom_plan" if is_planned_anew else ""
    return migrations.RunSQL(
        f"CREATE FUNCTION {name}({arguments}) RETURNS {gives} STABLE SECURITY DEFINER LANGUAGE sql\n"
        f"    SET search_path = public, pg_temp{anew} AS $$ {query} $$;",
        f"DROP FUNCTION {name};",
    )


def tied(table: str, column: str, to: str, *shared: str) -> migrations.RunSQL:
    """Let a row name only such a row of table `to` as has the same in the `shared` columns, whatever a service forgot:
    so no statement ties what belongs to different parties."""
    columns = ", ".join(shared)
    index = f"{to}_{'_'.join(name.removesuffix('_id') for name in shared)}_tied"
    return migrations.RunSQL(
        f"CREATE UNIQUE INDEX IF NOT EXISTS {index} ON {to} (id, {columns});\n"
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_tied FOREIGN KEY ({column}, {columns}) "
        f"REFERENCES {to} (id, {columns});",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_tied; DROP INDEX IF EXISTS {index} CASCADE;",
    )


def open_to_owner(*tables: str) -> migrations.RunSQL:
    """Let the owner read these tables by the functions that `finds` makes, which run as the owner."""
    return migrations.RunSQL(
        "\n".join(f"CREATE POLICY then_owner ON {table} FOR SELECT TO CURRENT_USER USING (true);" for table in tables),
        "\n".join(f"DROP POLICY then_owner ON {table};" for table in tables),
    )


def _keys(columns: Sequence[str]) -> list[str]:
    if not columns:
        return []
    if len(columns) == 1:
        return [f"{columns[0]} = ANY ({KEYS}::uuid[])"]
    return [f"ARRAY[{', '.join(columns)}] && {KEYS}"]


def _kinds(kinds: Sequence[str]) -> str:
    return f"(SELECT {SEES} <> '')" if "*" in kinds else f"(SELECT {SEES} IN {_words(kinds)})"


def _words(kinds: Sequence[str]) -> str:
    return "(" + ", ".join(f"'{kind}'" for kind in kinds) + ")"
