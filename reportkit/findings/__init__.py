"""What a careful reader would notice, each with a stable code."""
