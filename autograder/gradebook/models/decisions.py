"""What people decided. No row is changed or deleted: another row undoes it."""

from __future__ import annotations

from django.db import models

from autograder.gradebook.models.people import Student
from autograder.gradebook.models.work import Submission


class Decision(models.Model):
    """What all decisions have.

    Attributes:
        undoes: the earlier row that this one takes back; it holds nothing else then.
    """

    at = models.DateTimeField()
    who = models.CharField(max_length=200)
    why = models.TextField(blank=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        abstract = True


class Merge(Decision):
    """Two students are one person: what ``duplicate`` has counts for ``into``."""

    duplicate = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="merged")


class Choice(Decision):
    """The submission that counts, where the course's policy leaves it to a person."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="choices")


class Adjustment(Decision):
    """More or fewer points, or no need to do an assignment.

    Attributes:
        points: None if the students are excused.
        submission: that it is for; None: for whichever counts.
    """

    assignment = models.CharField(max_length=200)
    students = models.ManyToManyField(Student, related_name="adjustments")
    points = models.FloatField(null=True)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, related_name="adjustments"
    )


class Extension(Decision):
    """A later deadline."""

    assignment = models.CharField(max_length=200)
    students = models.ManyToManyField(Student, related_name="extensions")
    until = models.DateTimeField()


class RubricItem(Decision):
    """A reason for points that marks share.

    Attributes:
        points: that it gives; may be negative or zero.
        text: for the student.
        note: for graders.
    """

    assignment = models.CharField(max_length=200)
    question = models.CharField(max_length=200)
    points = models.FloatField()
    text = models.TextField()
    note = models.TextField(blank=True)


class Mark(Decision):
    """What a person gave for one question of one submission; the newest counts."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="marks")
    question = models.CharField(max_length=200)
    points = models.FloatField()
    items = models.ManyToManyField(RubricItem, related_name="marks")
    comment = models.TextField(blank=True)
