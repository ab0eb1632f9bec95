from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_sample_events_are_found_at_once")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=models.Q(("status", "draft")), fields=["mission"], name="event_draft"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("status", "submitted")), fields=["updated_at"], name="event_submitted"
            ),
        ),
    ]
