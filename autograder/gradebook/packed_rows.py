"""Rows that the database packs into one JSON text for each student: Python reads single rows slowly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from django.db.models import Aggregate, QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONArray

Row = TypeVar("Row", bound=msgspec.Struct)


class _List(Aggregate):
    """A list of the rows of a group."""

    function = "JSON_GROUP_ARRAY"  # SQLite's; no name of it is known to both databases
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def packed_rows(
    query: QuerySet[Any, Any], student: str, columns: tuple[str | Combinable, ...], kind: type[Row]
) -> Iterator[tuple[int, list[Row]]]:
    """By student, the rows of ``query`` in any order.

    Args:
        student: the column that says whose a row is.
        columns: in the order of ``kind``'s fields. Cast JSON to text: the databases keep it differently.
        kind: with ``array_like=True``.
    """
    decode = msgspec.json.Decoder(list[kind]).decode  # type: ignore[valid-type]
    packed = Cast(_List(JSONArray(*columns)), TextField())
    groups = query.order_by().values(student).annotate(packed=packed)
    for key, text in groups.values_list(student, "packed"):
        yield key, decode(text)


def in_utc(moment: datetime | None) -> datetime | None:
    """A moment of such a row with its time zone, which SQLite does not keep."""
    return moment.replace(tzinfo=UTC) if moment and not moment.tzinfo else moment
