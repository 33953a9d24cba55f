# A whole grader, for servers that have only Docker (compose.yml) and for the nodes of a cluster (raycluster.yaml).
# No course is in it: that is mounted, or its files come with the work.
# BASE has Debian's apt-get and Python; CLIENT has Docker's client at /usr/local/bin/docker, as a static program.
ARG BASE=python:3.11-slim-bookworm
ARG CLIENT=docker:28-cli
FROM ${CLIENT} AS client

FROM ${BASE}
# KubeRay asks a node with wget whether it is well.
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends bubblewrap libseccomp2 wget \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 1000 --create-home grader
COPY --from=client /usr/local/bin/docker /usr/local/bin/docker
# pip's settings, as on this machine where the build is told them; the usual ones for proxies are known anyway.
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ARG PIP_TRUSTED_HOST
ARG DEVICE=cpu
COPY constraints.txt docker/requirements-${DEVICE}.txt /build/
RUN python3 -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --progress-bar off --no-cache-dir \
    --constraint /build/constraints.txt --requirement /build/requirements-${DEVICE}.txt
COPY . /opt/autograder
RUN /opt/venv/bin/python -m pip install --progress-bar off --no-cache-dir --constraint /build/constraints.txt \
    --editable '/opt/autograder[ray]' 'ray[default]' \
 && ln -s /opt/venv/bin/autograder /opt/venv/bin/ray /usr/local/bin/
ENTRYPOINT ["/opt/venv/bin/autograder"]
