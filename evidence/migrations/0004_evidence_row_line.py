from django.db import migrations, models

FILL = """
UPDATE evidence_evidencerow SET line = jsonb_build_object(
    'outcome', card->'outcome', 'sentence', card->'sentence', 'petals', card->'petals',
    'certainty_name', card->'certainty_name', 'direction_name', card->'direction_name',
    'directness_name', card->'directness_name', 'studies', card->'study_list'
)
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_may_also")]

    operations = [
        migrations.AddField(
            model_name="evidencerow",
            name="line",
            field=models.JSONField(
                default=dict,
                help_text="What an answer to a search shows of the card: a tenth of it, and read as often.",
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
