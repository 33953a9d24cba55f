"""Payloads are notebooks of attackers: some are called like tests, and pytest must never import them."""

from __future__ import annotations

collect_ignore = ["payloads"]
