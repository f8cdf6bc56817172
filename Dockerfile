# The portal as one image; docker-compose.yml runs it as web, worker, beat and for the migrations.

FROM node:24.11-trixie-slim AS design
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY auslaenderbehoerde/design/build.mjs auslaenderbehoerde/design/
RUN npm run build


FROM python:3.13-slim-trixie AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir "uv==0.13.*"
ENV VIRTUAL_ENV=/opt/venv \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    UV_PYTHON_DOWNLOADS=never
WORKDIR /app

# Before the code: a change of ours does not install everything again. Wheels only, so nothing needs a compiler.
COPY requirements/base.txt requirements/
RUN uv venv /opt/venv \
    && uv pip sync --require-hashes --only-binary :all: --compile-bytecode requirements/base.txt

# pyproject.toml is where the portal reads its own version; health.py is what the health checks run.
COPY LICENSE manage.py pyproject.toml ./
COPY auslaenderbehoerde auslaenderbehoerde
COPY eakte eakte
COPY applications applications
COPY appointments appointments
COPY notifications notifications
COPY templates templates
COPY locale locale
COPY deploy/health.py deploy/
COPY --from=design /app/build/static build/static
RUN for file in locale/*/LC_MESSAGES/*.po; do \
        msgfmt --check-format --output-file="${file%.po}.mo" "$file" || exit 1; \
    done

# Local mode, for this line only: it stores files as production does, under names with a hash, and needs no keys.
# Production would ask for all of them; test mode would leave the names as they are.
# The portal stores files for their owner alone (FILE_UPLOAD_PERMISSIONS); these belong to root and are for everybody.
RUN MODE=local DATA_DIR=/data /opt/venv/bin/python manage.py collectstatic --noinput \
    && chmod -R a+rX /data/static

# The root file system is read-only later. By hash, because a copied file may get another time.
RUN /opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash \
        auslaenderbehoerde eakte applications appointments notifications deploy


FROM postgres:18.6-trixie AS postgres


FROM python:3.13-slim-trixie

# PostgreSQL's own packages, from where its image has them: Debian's pg_dump is older than the server and refuses it.
COPY --from=postgres /usr/local/share/keyrings/postgres.gpg.asc /usr/local/share/keyrings/
COPY --from=postgres /etc/apt/sources.list.d/pgdg.list /etc/apt/sources.list.d/

# Pango draws the PDFs; pg_dump, pg_restore and psql are what `manage.py backup` and `restore` call.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-client-18 \
    && rm -rf /var/lib/apt/lists/*

# The number is fixed: folders of the host, such as the one for backups, are given to it by number.
RUN groupadd --gid 10001 portal \
    && useradd --uid 10001 --gid portal --no-create-home --home-dir /tmp --shell /usr/sbin/nologin portal \
    && install --directory --owner portal --group portal --mode 0700 /data/files

COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
# Static files belong to the image and change with it. Only DATA_DIR/files is a volume, never DATA_DIR itself:
# a volume over both would go on serving the styles of the version that made it.
COPY --from=build /data/static /data/static

ENV PATH=/opt/venv/bin:$PATH \
    DATA_DIR=/data \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /app
USER 10001:10001
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["python", "-m", "deploy.health", "/livez"]
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-access-log", "auslaenderbehoerde.wsgi:application"]
