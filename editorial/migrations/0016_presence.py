import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What is said of a thing that a text can refer to, as one text for the picker to look through (editorial/writing/picking.py).
# IMMUTABLE, as an index needs it: PostgreSQL calls array_to_string stable, for arrays whose items are printed by settings.
SAID = """
CREATE FUNCTION editorial_said_of_study(slug text, title text, authors text[], year integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
    SELECT replace(lower(slug || ' ' || title || ' ' || array_to_string(authors, ' ') || ' ' || coalesce(year::text, '')), '’', '''')
$$;
CREATE FUNCTION editorial_said_of_page(title text, slug text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
    SELECT replace(lower(title || ' ' || slug), '’', '''')
$$;
CREATE FUNCTION editorial_said_of_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
    SELECT replace(lower(name), '’', '''')
$$;
CREATE FUNCTION editorial_said_of_term(term text, also text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
    SELECT replace(lower(term || ' ' || array_to_string(also, ' ')), '’', '''')
$$;
CREATE INDEX editorial_picked_studies ON evidence_study
    USING gin (editorial_said_of_study(slug, title, authors, year) gin_trgm_ops);
CREATE INDEX editorial_picked_pages ON topics_page USING gin (editorial_said_of_page(title, slug) gin_trgm_ops);
CREATE INDEX editorial_picked_names ON topics_alias USING gin (editorial_said_of_name(text) gin_trgm_ops);
CREATE INDEX editorial_picked_terms ON topics_term USING gin (editorial_said_of_term(term, also) gin_trgm_ops);
"""
UNSAID = """
DROP INDEX editorial_picked_studies, editorial_picked_pages, editorial_picked_names, editorial_picked_terms;
DROP FUNCTION editorial_said_of_study(text, text, text[], integer);
DROP FUNCTION editorial_said_of_page(text, text);
DROP FUNCTION editorial_said_of_name(text);
DROP FUNCTION editorial_said_of_term(text, text[]);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0015_reports'),
        ('evidence', '0004_evidence_row_line'),
        ('search', '0001_initial'),
        ('topics', '0008_review_due'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(db_index=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.page')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('page', 'user'), name='presence_once_a_page')],
            },
        ),
        migrations.RunSQL(SAID, UNSAID),
    ]
