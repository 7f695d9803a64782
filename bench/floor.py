"""The floor: the least that a Django REST view can do with the same sign-in and one INSERT."""

from __future__ import annotations

from django.db import models
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tracker.models import new_id


class FloorDose(models.Model):
    """A dose that nobody adds up or judges; its table is made by the benchmark, not by a migration."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.UUIDField()
    amount = models.DecimalField(max_digits=9, decimal_places=3)
    unit = models.CharField(max_length=40)
    taken_at = models.DateTimeField()

    class Meta:
        app_label = "tracker"
        managed = False
        db_table = "bench_floor_dose"

    def __str__(self) -> str:
        return str(self.pk)


class FloorSerializer(serializers.ModelSerializer[FloorDose]):
    """All fields, as a tutorial would write it."""

    class Meta:
        model = FloorDose
        fields = ("id", "person", "amount", "unit", "taken_at")


class FloorView(APIView):
    """POST: check, insert, answer."""

    def post(self, request: Request) -> Response:
        """One INSERT."""
        serializer = FloorSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(serializer.data, status=201)
