"""The Celery application: a doorbell. The database is the queue of record, so nothing here may be relied upon."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_ready
from django.conf import settings
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("magwatch", set_as_current=True)

_BROKER_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
    "health_check_interval": 15,
}


class CeleryConfig:
    """Read by Celery when it starts; measured reasons are in docs/architecture.md."""

    broker_url = settings.REDIS_URL
    broker_connection_retry_on_startup = True
    # A web process waits at most this long for a broker that hangs; `_patient_worker` relaxes it for workers.
    broker_transport_options = {**_BROKER_OPTIONS, "socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}
    task_publish_retry = False
    task_ignore_result = True
    task_acks_late = True
    worker_prefetch_multiplier = 1
    task_soft_time_limit = 45
    task_time_limit = 60
    worker_cancel_long_running_tasks_on_connection_loss = True
    worker_soft_shutdown_timeout = 30
    worker_max_tasks_per_child = 1000
    worker_hijack_root_logger = False
    accept_content = ["json"]
    task_serializer = "json"
    task_default_queue = "default"
    task_queues = [Queue(name) for name in ("alerts", "default", "bulk")]
    timezone = "UTC"
    beat_schedule = {
        "sweep": {"task": "alerts.tasks.sweep", "schedule": 10.0, "options": {"expires": 10}},
        "heartbeat": {"task": "alerts.tasks.beat_heart", "schedule": 5.0, "options": {"expires": 5}},
    }


app.config_from_object(CeleryConfig)
app.autodiscover_tasks(["alerts"])


@worker_init.connect
def _patient_worker(**_: object) -> None:
    """A worker that waits for work may wait longer than a page that only rings."""
    app.conf.broker_transport_options = {**_BROKER_OPTIONS, "socket_timeout": 10, "socket_connect_timeout": 3}


@worker_ready.connect
def _catch_up(**_: object) -> None:
    """After a restart, find at once what was left lying instead of waiting for the first tick."""
    for name in ("alerts.tasks.beat_heart", "alerts.tasks.sweep"):
        app.send_task(name)
