"""Tables of the dossier: annexes of the scheme, forms to be filled, tables within a text."""
