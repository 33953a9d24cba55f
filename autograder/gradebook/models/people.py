"""The people of a course."""

from __future__ import annotations

from django.db import models


class Student(models.Model):
    """A person, or a group that handed in together.

    Attributes:
        key: `autograder.student.Student.id`, which never changes.
        ids: what a roster or a platform may know them by, the surest first.
        team: the group of the roster that they are in; an extension may be for all of it.
        is_enrolled: a roster names them. Others only handed something in.
        is_withdrawn: dropped out; their records stay.
        members: of a group that handed in together; none for a person.
        revision: grows with each change of what their grade is computed from.
    """

    key = models.CharField(max_length=500, unique=True)
    name = models.CharField(max_length=500)
    tag = models.CharField(max_length=500, blank=True)
    platform = models.CharField(max_length=50, blank=True)
    ids = models.JSONField(default=list)
    email = models.CharField(max_length=500, blank=True)
    section = models.CharField(max_length=200, blank=True, db_index=True)
    team = models.CharField(max_length=200, blank=True, db_index=True)
    is_enrolled = models.BooleanField(default=False)
    is_withdrawn = models.BooleanField(default=False)
    members = models.ManyToManyField("self", symmetrical=False, related_name="groups")
    revision = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
