"""The gradebook as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class GradebookApp(AppConfig):
    """The tables of `gradebook.models`."""

    name = "autograder.gradebook"
    label = "gradebook"
