# One image for every role: migrate, api, worker, scheduler. Nothing is compiled from C and no package has a build step.

FROM python:3.13-slim AS packages
WORKDIR /opt/homeward
COPY requirements/app.lock requirements/app.lock
# hashes for every package and nothing that would have to be built; then the installer goes, nothing needs it any more
RUN python -m venv venv \
    && venv/bin/pip install --no-cache-dir --no-compile --require-hashes --only-binary :all: -r requirements/app.lock \
    && venv/bin/pip uninstall --yes pip

FROM python:3.13-slim
# The version, of `homeward --version` in the clone that the image is built of: `docker-compose.yml` hands it over.
ARG RELEASE=unknown
LABEL org.opencontainers.image.title="Homeward" \
      org.opencontainers.image.description="A European missing-persons database with a matching service: a feasibility prototype." \
      org.opencontainers.image.version="$RELEASE"

# A user of no name on the host, without a home and without a shell.
RUN groupadd --gid 10001 homeward \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin homeward \
    && install --directory --owner 10001 --group 10001 --mode 0700 /var/lib/homeward

WORKDIR /opt/homeward
COPY --from=packages /opt/homeward/venv venv
COPY core core
COPY matching matching
COPY models models
COPY services services
COPY reports reports
COPY workers workers
COPY api api
COPY cli cli
COPY sample_data sample_data
COPY deploy/homeward /usr/local/bin/homeward
RUN printf '%s\n' "$RELEASE" > RELEASE

ENV PYTHONPATH=/opt/homeward \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOMEWARD_DATA_DIR=/var/lib/homeward \
    HOMEWARD_RUN_DIR=/run/homeward/signs \
    NUMBA_CACHE_DIR=/run/homeward/kernels

# Byte code and kernels are made here, where it can be written: at run time the root file system is read-only.
RUN venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash . \
    && NUMBA_CACHE_DIR=/opt/homeward/kernels venv/bin/python -P -m matching.warm_up \
    && chmod -R a+rX /opt/homeward

USER 10001:10001
WORKDIR /var/lib/homeward
EXPOSE 8000 8001
STOPSIGNAL SIGTERM
# The other roles say in docker-compose.yml whose signs of life are looked for.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["/opt/homeward/venv/bin/python", "-P", "-m", "cli.health", "api"]
ENTRYPOINT ["homeward"]
CMD ["api"]
