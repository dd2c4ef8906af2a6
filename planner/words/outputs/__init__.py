"""The words of each output: headings, buttons, legends, what the page says; a file each."""
