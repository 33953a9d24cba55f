#!/bin/sh
# Makes an image with Python out of Debian's packages, for machines that can pull none:
#     docker/debian-base.sh NAME [MIRROR]       SUITE=trixie for Python 3.13; bookworm, with 3.11, otherwise
# Needs root, debootstrap and a Docker engine.
set -eu
name=${1:?"usage: docker/debian-base.sh NAME [MIRROR]"}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase --include=python3,python3-venv "${SUITE:-bookworm}" "$root" ${2:+"$2"}
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
tar -C "$root" -c . | docker import - "$name"
