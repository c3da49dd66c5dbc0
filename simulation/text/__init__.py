"""What is written: the catalogues of both languages, numbers as the bureau writes them, a user's text made safe."""
