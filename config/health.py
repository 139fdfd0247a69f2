"""Two questions of the machinery around the service: is it alive, and can it work."""

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.watchdog import look_now_and_then

PATIENCE = 2  # seconds


@never_cache
@require_safe
@login_not_required
def alive(_request: HttpRequest) -> HttpResponse:
    """Answer without asking anything else: a failing database is no reason to restart the web server."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
@login_not_required
def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything the service stands on answers, else 503, and name what does not."""
    answers = {"database": database_answers(), "broker": broker_answers()}
    if answers["database"]:
        look_now_and_then()
    return JsonResponse(answers, status=200 if all(answers.values()) else 503)


def database_answers() -> bool:
    """Say whether the database answers as the application's own role."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers() -> bool:
    """Say whether the broker answers."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
