"""What can go wrong with a sandbox, for people to read."""


class SandboxError(RuntimeError):
    """A sandbox that was asked for cannot be had; the text says what is missing and what to do."""
