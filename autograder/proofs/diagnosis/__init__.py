"""The catalogue of what wrong answers give, recorded, and whether it names them rightly."""
