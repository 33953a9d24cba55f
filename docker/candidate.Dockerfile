# What candidates run in: Python, the frameworks, and of the package only what runs beside student code.
# `autograder image build` makes the context, which holds nothing else; see autograder/sandbox/docker/image.py.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS packages
ARG STAGE
LABEL autograder.stage=${STAGE}
ARG DEVICE=cpu
COPY constraints.txt requirements-${DEVICE}.txt /build/
COPY wheels /build/wheels
RUN python3 -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --quiet --no-cache-dir --no-index --find-links /build/wheels \
    --constraint /build/constraints.txt --requirement /build/requirements-${DEVICE}.txt
# What no candidate needs: setuid programs, what installs, headers, packages' own tests, manuals. Compiled modules
# (*.pyc) stay: a root that is read-only could keep none, and each start would compile the frameworks anew.
RUN rm -rf /build \
 && cd /opt/venv/lib/python3*/site-packages && rm -rf pip pip-* setuptools clang tensorflow/include torch/include \
 && find . -type d -name tests -prune -exec rm -rf {} + \
 && find / -xdev -type f -perm /6000 -delete \
 && rm -rf /usr/bin/perl* /usr/lib/*/perl* /usr/share/perl* /usr/bin/apt* /usr/lib/apt /var/lib/apt /var/cache/* \
    /usr/bin/dpkg* /var/lib/dpkg /usr/share/python-wheels /usr/lib/python3*/ensurepip /usr/local/lib/python3*/ensurepip \
    /usr/local/bin/pip* /usr/local/lib/python3*/site-packages/pip* \
    /usr/share/doc /usr/share/man /usr/share/info /usr/share/locale /var/log/*

FROM scratch
COPY --from=packages / /
COPY autograder /opt/autograder/autograder
ARG SOURCE
LABEL autograder.source=${SOURCE}
USER 10000:10000
WORKDIR /tmp
ENTRYPOINT ["/opt/venv/bin/python"]
