"""Results that leave the room."""
