from django.db import migrations, models


def fill_worst_severity(apps, schema_editor):
    """What an alert says now is the worst that is known of it: what it said before was not kept."""
    apps.get_model('alerts', 'Alert').objects.update(worst_severity=models.F('severity'))


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0002_late_truth'),
    ]

    operations = [
        migrations.RunPython(fill_worst_severity, migrations.RunPython.noop),
    ]
