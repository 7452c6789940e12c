"""Detects, limits and attributes what a file does beyond defining DAGs."""
