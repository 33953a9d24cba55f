"""What is kept about the other tables: the audit trail, computed grades, publications and the queue."""

from __future__ import annotations

from django.db import models

from autograder.gradebook.models.people import Student
from autograder.gradebook.models.work import Submission


class Event(models.Model):
    """Who did what to which row. Rows are only added.

    Attributes:
        action: the command, as ``adjust``.
        table: name of the model; ``row`` is its primary key.
        students: their keys, for whom it matters.
        before: what was there, None if nothing.
        undoes: the event of the decision that this one takes back.
    """

    at = models.DateTimeField()
    who = models.CharField(max_length=200)
    action = models.CharField(max_length=50)
    why = models.TextField(blank=True)
    table = models.CharField(max_length=50)
    row = models.BigIntegerField()
    assignment = models.CharField(max_length=200, blank=True)
    students = models.ManyToManyField(Student, related_name="events")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")


class Policy(models.Model):
    """A policy that grades were computed with, from some moment on until the next row's.

    Attributes:
        digest: SHA-256 of the document.
        document: what grades are computed from in ``grading.yml``, as JSON in the order of the file.
    """

    since = models.DateTimeField()
    digest = models.CharField(max_length=64)
    document = models.TextField()


class ComputedGrade(models.Model):
    """A student's grade as it was computed: no fact, and computed again once it does not hold.

    There is one for each of the last two policies, so that they can be compared.

    Attributes:
        revision: of the student when the facts were read.
        policy: hash of the policy.
        until: when it has to be computed again because a deadline is over; None: never.
        document: `grades.CourseGrade` as JSON.
    """

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="computed_grades")
    revision = models.PositiveBigIntegerField()
    policy = models.CharField(max_length=64, db_index=True)
    until = models.DateTimeField(null=True)
    document = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["student", "policy"], name="one_grade_of_each_policy"),
        )


class Publication(models.Model):
    """Since when students may see their grades of an assignment."""

    assignment = models.CharField(max_length=200)
    since = models.DateTimeField()
    who = models.CharField(max_length=200)


class Job(models.Model):
    """A submission that waits to be graded, or is being graded by a worker.

    Attributes:
        leased_by: the worker; empty: it waits.
        until: when the lease ends.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE)
    priority = models.IntegerField(default=0)
    leased_by = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
