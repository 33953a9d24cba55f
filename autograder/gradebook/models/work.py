"""What was handed in, and what grading it gave."""

from __future__ import annotations

from django.db import models

from autograder.gradebook.models.people import Student


class Submission(models.Model):
    """One hand-in.

    Attributes:
        received: when it was handed in; None if that is not known.
        marked_late: the platform says that it came late.
        source: where it came from, for people.
        remarks: on how it was found, one sentence each.
        attempt: counted from 1 for each student and assignment.
        sha256: of the notebook and all files beside it; empty if it could not be read.
        files: SHA-256 of each file by its path, the notebook's by the empty path; `contents` has the bytes.
    """

    assignment = models.CharField(max_length=200)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="submissions")
    received = models.DateTimeField(null=True)
    marked_late = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    remarks = models.JSONField(default=list)
    attempt = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    files = models.JSONField(default=dict)
    entered = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["student", "assignment", "attempt"], name="one_of_each_attempt"),
        )
        indexes = (models.Index(fields=["assignment", "student"], name="submission_by_assignment"),)


class Regrade(models.Model):
    """A grading of a class beside the one that counts, until somebody keeps or drops it.

    Attributes:
        tests_hash, versions: what all its gradings are made with; `examiner.versions` says which versions.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        KEPT = "kept"
        DROPPED = "dropped"

    assignment = models.CharField(max_length=200)
    tests_hash = models.CharField(max_length=128)
    versions = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    began = models.DateTimeField()
    who = models.CharField(max_length=200)


class Grading(models.Model):
    """One run of the examiner. Never changed, only followed by another.

    Attributes:
        status: `results.Status`.
        points: by question, ``[name, points or null, possible]``; null: a person marks it.
        versions: of Python, the frameworks, Otter and autograder.
        walls: the sandbox and its layers; empty without walls.
        regrade: the one that it belongs to. It counts only if that is kept.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="gradings")
    tests_hash = models.CharField(max_length=128)
    status = models.CharField(max_length=20)
    score = models.FloatField()
    possible = models.FloatField()
    points = models.JSONField(default=list)
    versions = models.JSONField(default=dict)
    walls = models.JSONField(default=list)
    seconds = models.FloatField(default=0.0)
    graded_at = models.DateTimeField(null=True)
    recorded = models.DateTimeField()
    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, null=True, related_name="gradings")


class GradingDocument(models.Model):
    """The whole `GradingResult`, as JSON that zlib packed; apart, so that gradings are quick to read."""

    grading = models.OneToOneField(
        Grading, on_delete=models.PROTECT, primary_key=True, related_name="document"
    )
    packed = models.BinaryField()
