"""The walls around a candidate, and the zygotes behind them."""
