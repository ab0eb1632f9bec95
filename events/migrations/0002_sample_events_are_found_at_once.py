from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0001_register")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=models.Q(("is_sample", True)), fields=["id"], name="event_sample"),
        ),
    ]
