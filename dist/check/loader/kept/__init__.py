"""Records what a file reads, and decides whether its result of an earlier run is still valid."""
