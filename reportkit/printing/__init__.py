"""Stage 6: an executed notebook becomes semantic HTML, and the HTML a PDF."""
