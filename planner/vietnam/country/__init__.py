"""The country screened: which communes are below a standard, and on what that hangs."""
