from datetime import date

from django.db import migrations, models
from django.db.models import F

from topics.due import review_due_on


def of_pages_signed_before(apps, schema_editor):
    """What publishing writes from now on, for the editions that stand."""
    Page = apps.get_model("topics", "Page")
    signed = Page.objects.filter(live__isnull=False).exclude(live__signed_off_by=[])
    for pk, kind, slug, months, people in signed.annotate(months=F("live__rendered__review_months")).values_list(
        "pk", "live__kind", "live__slug", "months", "live__signed_off_by"
    ):
        days = [date.fromisoformat(person["date"]) for person in people]
        due = review_due_on(kind=kind, slug=slug, months=months, signed_on=days)
        Page.objects.filter(pk=pk).update(review_due_on=due)


class Migration(migrations.Migration):
    dependencies = [
        ("topics", "0007_withdrawals"),
    ]
    operations = [
        migrations.AddField(
            model_name="page",
            name="review_due_on",
            field=models.DateField(
                db_index=True,
                editable=False,
                help_text="A projection of the live edition: the day by which it is to be reviewed again, once it was signed.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="review_months",
            field=models.PositiveSmallIntegerField(
                default=12,
                help_text="How long a review holds before the page should be read again: at most a year, whatever is set here.",
                verbose_name="review every (months)",
            ),
        ),
        migrations.RunPython(of_pages_signed_before, migrations.RunPython.noop),
    ]
