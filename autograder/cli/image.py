"""The command for the image that candidates run in."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.common import Device, app, say
from autograder.cli.errors import plain_errors

image = typer.Typer(help="The image of the sandbox `docker`.", no_args_is_help=True)
app.add_typer(image, name="image")


@image.command()
def build(
    device: Annotated[
        Device, typer.Option(help="The device that its frameworks are built for.")
    ] = Device.CPU,
    base: Annotated[
        str,
        typer.Option(metavar="IMAGE", help="An image with this machine's version of Python; see docker/."),
    ] = "",
) -> None:
    """Build the image that `grade --sandbox docker` uses, from this machine's pip and this package."""
    with plain_errors():
        from autograder.sandbox.docker import image

        say("Collecting packages, then building. The first time, this takes some minutes.")
        image.build(device.value, base)
        say(f"Built {image.name(device.value)}.")
