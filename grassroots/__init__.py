VERSION = "1.0.dev0"
"""Of the program: stands in backups. CHANGELOG.md says what each brought."""
