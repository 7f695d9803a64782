"""Every dose learns the calendar day on which it was taken, in the zone of its person."""

from zoneinfo import ZoneInfo

from django.db import migrations, models

BATCH = 1000


def fill_days(apps, schema_editor):
    Dose = apps.get_model("intake", "Dose")
    rows = Dose.objects.filter(day__isnull=True).select_related("person").only("taken_at", "day", "person__time_zone")
    batch = []
    for dose in rows.iterator(chunk_size=BATCH):
        dose.day = dose.taken_at.astimezone(ZoneInfo(dose.person.time_zone)).date()
        batch.append(dose)
        if len(batch) == BATCH:
            Dose.objects.bulk_update(batch, ["day"])
            batch = []
    Dose.objects.bulk_update(batch, ["day"])


class Migration(migrations.Migration):
    # PostgreSQL refuses to alter a table in the transaction that changed its rows.
    atomic = False

    dependencies = [("intake", "0002_plans_and_days")]

    operations = [
        migrations.RunPython(fill_days, migrations.RunPython.noop),
        migrations.AlterField("dose", "day", models.DateField()),
    ]
