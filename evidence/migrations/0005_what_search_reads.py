import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

FILL = """
UPDATE evidence_evidencerow SET
    outcome = card->>'outcome', population = card->>'population', sentence = card->>'sentence',
    study_keys = ARRAY(
        SELECT value->>'key' FROM jsonb_array_elements(card->'study_list') WITH ORDINALITY
        ORDER BY coalesce((value->>'participants')::int, 0) DESC, ordinality
    ),
    studies = (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'key', study.value->'key', 'short', study.value->'short', 'design', study.value->'design',
            'participants', study.value->'participants', 'population', study.value->'population'
        ) ORDER BY study.people DESC, study.place), '[]') FROM (
            SELECT value, ordinality AS place, coalesce((value->>'participants')::int, 0) AS people
            FROM jsonb_array_elements(card->'study_list') WITH ORDINALITY
        ) AS study
    );
INSERT INTO evidence_mechanismrow (mechanism_id, topic_id, basis)
SELECT page.id, topic.id, link.basis FROM topics_page AS page JOIN topics_edition AS live ON live.id = page.live_id,
LATERAL jsonb_to_recordset(live.content->'page'->'contributes_to') AS link(topic text, basis text)
JOIN topics_page AS topic ON topic.slug = link.topic
WHERE page.kind = 'mechanism';
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_evidence_row_line"), ("topics", "0006_kinds_are_looked_up")]

    operations = [
        migrations.RemoveField(model_name="evidencerow", name="line"),
        *[
            migrations.AddField(
                model_name="evidencerow", name=name, field=models.TextField(default=""), preserve_default=False
            )
            for name in ("outcome", "population", "sentence")
        ],
        migrations.AddField(
            model_name="evidencerow",
            name="study_keys",
            field=ArrayField(
                base_field=models.SlugField(),
                default=list,
                help_text="Of the studies behind it, the largest first.",
                size=None,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="evidencerow",
            name="studies",
            field=models.JSONField(
                default=list,
                help_text="Those behind the card as an answer to a search lists them, largest first.",
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="study",
            index=models.Index("slug", name="study_retracted", condition=models.Q(retracted=True)),
        ),
        migrations.CreateModel(
            name="MechanismRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("basis", models.CharField(help_text="What shows it: a code of Basis.", max_length=12)),
                (
                    "mechanism",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="topics.page"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="topics.page"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mechanism", "topic"), name="mechanism_row_once")
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
