"""Stage 1: a file becomes an Export, each line of it accounted for."""
