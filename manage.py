#!/usr/bin/env python
"""Django's commands, with the database running while they do."""

import contextlib
import os
import sys

WITHOUT_DATABASE = {"check", "check_library", "collectstatic", "help", "diffsettings", "--help", "-h", "--version"}


def main() -> None:
    from django.core.management import execute_from_command_line

    from rose import database, env

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rose.settings")
    needs_none = len(sys.argv) < 2 or WITHOUT_DATABASE.intersection(sys.argv)
    try:
        with contextlib.nullcontext() if needs_none else database.available(env.read()):
            execute_from_command_line(sys.argv)
    except env.CannotStart as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
