"""Django's settings for the gradebook as a library. `database.Database` adds the database, by URL."""

from __future__ import annotations

from typing import Any

INSTALLED_APPS = ["autograder.gradebook"]
DATABASES: dict[str, dict[str, Any]] = {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING_CONFIG = None
SECRET_KEY = ""  # nothing is signed here
