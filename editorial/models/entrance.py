"""What the door of the admin remembers, besides what Django and django-otp keep."""

from django.conf import settings
from django.db import models


class RecoveryCode(models.Model):
    """Signs a person in once where she has lost the telephone that makes her codes. Used, it is gone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")]

    def __str__(self):
        return f"A recovery code of {self.user}"


class FailedSignIns(models.Model):
    """How often one name, or one name from one address, was tried in vain. Neither stands here: `key` is scrambled."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True, help_text="When the count is forgotten.")

    class Meta:
        verbose_name_plural = "failed sign-ins"

    def __str__(self):
        return f"{self.count} in vain until {self.until}"
