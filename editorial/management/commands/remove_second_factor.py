"""Let somebody set up another second factor: for the only administrator, who can't ask one."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError, CommandParser

from editorial.sign_in import second_factor


class Command(BaseCommand):
    help = "Remove a person's second factor; at her next sign-in she sets up another."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user “{username}”.")
        second_factor.remove(user=user, by=None)
        self.stdout.write(f"{username} sets up another second factor when she next signs in.")
