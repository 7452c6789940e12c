"""Loads files in forks, and keeps each from changing what the next one sees."""
