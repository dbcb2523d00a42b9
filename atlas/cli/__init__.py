"""The command ``atlas``: arguments in; files, reports and exit codes out."""
