def faults(): return []
