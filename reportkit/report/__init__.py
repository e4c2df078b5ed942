"""Stage 4: a slice of the Dataset becomes blocks of text, figure, table and excerpt."""
