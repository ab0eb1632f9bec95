from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0005_sample_events_are_counted_at_once")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["updated_at", "id", "status", "mission"], name="event_by_update"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("is_good_practice", True)),
                fields=["-starts_on", "-id"],
                name="event_good_practice",
            ),
        ),
    ]
