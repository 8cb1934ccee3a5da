import django.db.models.deletion
from django.db import migrations, models

# What is long is kept as it is: to read a part of a text, or a vector hundreds of times in an answer, is then a copy
# and no decompression.
STORE = """
ALTER TABLE search_entry ALTER COLUMN text SET STORAGE EXTERNAL, ALTER COLUMN vector SET STORAGE EXTERNAL;
UPDATE search_entry SET text = text || '' WHERE tier = 0
"""
COMPRESS = "ALTER TABLE search_entry ALTER COLUMN text SET STORAGE EXTENDED, ALTER COLUMN vector SET STORAGE EXTENDED"

# One tier after the other, in a procedure, so that their plans are made once a connection and not at each search.
TIER = """
    RETURN QUERY SELECT entry.page_id FROM search_entry AS entry WHERE tier = {} AND vector @@ sought LIMIT most;
    GET DIAGNOSTICS found = ROW_COUNT;
    most := most - found;
    IF most <= 0 THEN RETURN; END IF;
"""
ARTICLES = f"""
DROP FUNCTION search_articles(tsquery);
CREATE FUNCTION search_articles(sought tsquery, most bigint) RETURNS TABLE (page_id bigint)
LANGUAGE plpgsql STABLE ROWS 100 SET plan_cache_mode = force_generic_plan AS $$
DECLARE found bigint;
BEGIN {"".join(TIER.format(tier) for tier in (1, 2, 3, 4))}
END $$
"""
ARTICLES_BEFORE = """
DROP FUNCTION search_articles(tsquery, bigint);
CREATE FUNCTION search_articles(sought tsquery) RETURNS TABLE (page_id bigint) LANGUAGE sql STABLE AS $$
    SELECT page_id FROM search_entry WHERE tier = 1 AND vector @@ sought
    UNION ALL SELECT page_id FROM search_entry WHERE tier = 2 AND vector @@ sought
    UNION ALL SELECT page_id FROM search_entry WHERE tier = 3 AND vector @@ sought
    UNION ALL SELECT page_id FROM search_entry WHERE tier = 4 AND vector @@ sought
$$
"""

FILL = """
INSERT INTO search_nameword (page_id, stem, names, in_title)
SELECT page_id, stem, count(*) FILTER (WHERE role <> 'misspelling'), bool_or(role IN ('title', 'clinical'))
FROM search_phrase, unnest(stems) AS stem GROUP BY page_id, stem
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0004_tiers"), ("topics", "0006_kinds_are_looked_up")]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stem", models.CharField(max_length=60)),
                ("names", models.PositiveIntegerField()),
                ("in_title", models.BooleanField(help_text="Or in its clinical name.")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_name_words",
                        to="topics.page",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("stem", "page"), name="name_word_once")],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(ARTICLES, ARTICLES_BEFORE),
        migrations.RunSQL(STORE, COMPRESS),
    ]
