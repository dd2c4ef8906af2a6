"""Words that readers' own files hold, and that the program understands."""

from __future__ import annotations

import re
import unicodedata

# Cells that say yes or no, without regard to case.
YES = {"1", "true", "yes", "x", "có", "đúng"}
NO = {"0", "false", "no", "không", "sai", "-"}
# How rows of totals begin.
TOTALS = re.compile(r"\s*(tổng|cộng|toàn tỉnh|total)\b", re.IGNORECASE)
# The one province whose name changed between 2019 and the register of early 2025: new, old.
FORMER = ("Huế", "Thừa Thiên Huế")


def unmarked(text: str) -> str:
    """Write small letters without marks: "Hoà Bình" → "hoa binh"."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
