"""The sections of `conf/*.yml`, one file each."""
