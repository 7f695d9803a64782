# Two stages: packages are built where a compiler is, and run where none is.
FROM python:3.11-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /venv
COPY requirements/base.txt /tmp/base.txt
RUN /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /tmp/base.txt
COPY . /app
WORKDIR /app
# The key is needed to read the settings, and is forgotten with this line.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" DATA_DIR=/tmp/build \
    /venv/bin/python manage.py prepare --static-only \
    && /venv/bin/python -m compileall -q alerts config intake tracker

FROM python:3.11-slim
RUN groupadd --gid 10001 magwatch \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin magwatch \
    && install -d -m 700 -o 10001 -g 10001 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    DATA_DIR=/data \
    HOST=0.0.0.0 \
    PORT=8000
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "scripts/healthcheck.py", "http://127.0.0.1:8000/livez"]
CMD ["gunicorn", "-c", "python:config.gunicorn", "config.wsgi:application"]
