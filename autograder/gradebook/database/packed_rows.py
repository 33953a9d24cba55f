"""Very many rows: the database packs those of a group into one JSON text, since Python reads rows slowly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from django.db import connection
from django.db.models import Aggregate, QuerySet, TextField
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Cast, JSONArray

Row = TypeVar("Row", bound=msgspec.Struct)


class _List(Aggregate):
    """A list of the rows of a group."""

    function = "JSON_GROUP_ARRAY"  # SQLite's; no name of it is known to both databases
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def packed_rows(
    query: QuerySet[Any, Any], group: str, columns: tuple[str | Combinable, ...], kind: type[Row]
) -> Iterator[tuple[Any, list[Row]]]:
    """By group, the rows of ``query`` in any order.

    Args:
        group: a column; those of one value are a group.
        columns: in the order of ``kind``'s fields. Cast JSON to text: the databases keep it differently.
        kind: with ``array_like=True``.
    """
    decode = msgspec.json.Decoder(list[kind]).decode  # type: ignore[valid-type]
    packed = Cast(_List(JSONArray(*columns)), TextField())
    groups = query.order_by().values(group).annotate(packed=packed)
    for key, text in groups.values_list(group, "packed"):
        yield key, decode(text)


def among(keys: Iterable[int]) -> RawSQL:
    """The keys, of which there may be more than a statement takes parameters, for ``filter(pk__in=…)``."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [_json(keys)])
    return RawSQL("SELECT value::bigint FROM json_array_elements_text(%s::json)", [_json(keys)])


def in_utc(moment: datetime | None) -> datetime | None:
    """A moment of such a row with its time zone, which SQLite does not keep."""
    return moment.replace(tzinfo=UTC) if moment and not moment.tzinfo else moment


def _json(keys: Iterable[int]) -> str:
    return msgspec.json.encode(list(keys)).decode()
