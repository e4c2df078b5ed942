"""Stage 3: facts with their evidence, drawn from the texts of the actions."""
