# The steps are the Makefile's: scripts/install.sh and scripts/build-core.sh, then `jixiao migrate` and `jixiao serve`.
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
# Another package index: docker build --build-arg PIP_INDEX_URL=https://…/simple .
ARG PIP_INDEX_URL
ENV UV_NO_CACHE=1 PIP_NO_CACHE_DIR=1
# Builds what is native, most of all the engine's core; --build-arg RUST= does without, for whoever has no Debian mirror.
ARG RUST=cargo
RUN [ -z "$RUST" ] || { apt-get update && apt-get install --yes --no-install-recommends "$RUST"; }
WORKDIR /opt/jixiao
COPY . .
RUN scripts/install.sh .venv requirements.txt && scripts/build-core.sh .venv

FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/jixiao jixiao
COPY --from=build /opt/jixiao /opt/jixiao
ENV PATH=/opt/jixiao/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATABASE_URL=sqlite:////var/lib/jixiao/jixiao.db \
    LEDGER_KEY_FILE=/var/lib/jixiao/ledger.key
WORKDIR /var/lib/jixiao
USER jixiao
VOLUME /var/lib/jixiao
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=2)"]
# Without a key whoever reaches the port could read and write, so it does not start. The first admin key, from a secret:
#   docker run --rm IMAGE jixiao keys generate > first-key
#   docker run -e BOOTSTRAP_KEY_FILE=/run/secrets/first-key -v "$PWD/first-key:/run/secrets/first-key:ro" … IMAGE
# The file must be readable for user 10001. Once there is a key it is not looked at any more.
CMD ["sh", "-c", "jixiao migrate && exec jixiao serve"]
