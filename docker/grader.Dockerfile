# The whole grader in an image, for compose.yml: autograder and what it needs, no course.
ARG BASE=python:3.11-slim-bookworm
FROM ${BASE}
COPY . /opt/autograder
ARG PIP_OPTIONS=
RUN python3 -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --quiet --no-cache-dir ${PIP_OPTIONS} \
    --constraint /opt/autograder/constraints.txt --editable '/opt/autograder[torch,tensorflow,sklearn,transformers]'
ENV PATH=/opt/venv/bin:$PATH
ENTRYPOINT ["autograder"]
