"""What survives doubt: near plans, figures that flip, the worst case, and the front of trade-offs."""




