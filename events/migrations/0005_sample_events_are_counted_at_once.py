from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0004_places_and_axes_are_checked_in_forms_too")]

    operations = [
        migrations.RemoveIndex(model_name="event", name="event_sample"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("is_sample", True)),
                fields=["fiscal_year", "status", "mission"],
                name="event_sample",
            ),
        ),
    ]
