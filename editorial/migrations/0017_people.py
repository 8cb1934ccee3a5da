from itertools import count

import django.utils.timezone
from django.db import migrations, models
from django.utils import timezone
from django.utils.text import slugify


def from_what_is_known(apps, schema_editor):
    """Addresses from names. Nobody wrote down when interests were declared: at the latest as she signed last, or else
    as she got her account."""
    taken = set()
    for reviewer in apps.get_model("editorial", "Reviewer").objects.select_related("user").order_by("pk"):
        plain = slugify(reviewer.name.replace("_", " "))[:70].strip("-") or "reviewer"
        reviewer.slug = next(slug for slug in _numbered(plain) if slug not in taken)
        taken.add(reviewer.slug)
        signed = reviewer.sign_offs.order_by("-signed_at").first()
        known = signed.signed_at if signed else reviewer.user.date_joined if reviewer.user else timezone.now()
        reviewer.declared_on = timezone.localdate(known)
        reviewer.save(update_fields=["slug", "declared_on"])


def _numbered(plain):
    yield plain
    for number in count(2):
        yield f"{plain}-{number}"


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0016_presence'),
    ]

    operations = [
        migrations.AddField(
            model_name='reviewer',
            name='declared_on',
            field=models.DateField(default=django.utils.timezone.localdate, help_text='The day she declared them.', verbose_name='declared on'),
        ),
        migrations.AddField(
            model_name='reviewer',
            name='declaration_months',
            field=models.PositiveSmallIntegerField(default=12, help_text='After that she declares her interests again, on a screen of her own, before she can sign off.', verbose_name='declaration holds for (months)'),
        ),
        migrations.AddField(
            model_name='reviewer',
            name='slug',
            field=models.SlugField(max_length=80, null=True, db_index=False),
        ),
        migrations.RunPython(from_what_is_known, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='reviewer',
            name='slug',
            field=models.SlugField(help_text='The last part of her public page’s address: small letters, digits and hyphens. It stays.', max_length=80, unique=True, verbose_name='address'),
        ),
        migrations.AddConstraint(
            model_name='reviewer',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='reviewer_slug_is_an_address'),
        ),
        migrations.AddConstraint(
            model_name='reviewer',
            constraint=models.CheckConstraint(condition=models.Q(('declaration_months__range', (1, 24))), name='reviewer_declares_for_some_months'),
        ),
        migrations.AddField(
            model_name='reviewer',
            name='declaration_ends_on',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('declared_on'), models.F('declaration_months'), arg_joiner=' + ', template="(%(expressions)s * interval '1 month')::date"), help_text='The last day on which her declaration holds.', output_field=models.DateField()),
        ),
    ]
