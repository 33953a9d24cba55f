"""The records of a course: what was handed in, what it gave, what people decided, and the grades."""

from __future__ import annotations

import django
from django.conf import settings

from autograder.gradebook import django_settings

if not settings.configured:  # Django's models can be imported only after this
    settings.configure(**{name: value for name, value in vars(django_settings).items() if name.isupper()})
    django.setup()
