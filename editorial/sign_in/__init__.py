"""The door of the admin: passwords, the second factor, and guessing made slow."""
