# What candidates run in: Python, the frameworks, and of the package only what runs beside student code.
# `autograder image build` makes the context, which holds nothing else; see autograder/sandbox/image.py.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS packages
ARG DEVICE=cpu
COPY constraints.txt requirements-${DEVICE}.txt /build/
COPY wheels /build/wheels
RUN python3 -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --quiet --no-cache-dir --no-index --find-links /build/wheels \
    --constraint /build/constraints.txt --requirement /build/requirements-${DEVICE}.txt

FROM ${BASE}
COPY --from=packages /opt/venv /opt/venv
COPY autograder /opt/autograder/autograder
ARG SOURCE
LABEL autograder.source=${SOURCE}
USER 10000:10000
WORKDIR /tmp
ENTRYPOINT ["/opt/venv/bin/python"]
