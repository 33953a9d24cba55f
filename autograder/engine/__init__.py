"""Who runs many submissions: worker processes side by side, and the way of a class through them."""
