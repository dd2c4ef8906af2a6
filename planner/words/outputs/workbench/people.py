"""Words of the workbench about people: opinions, comments, minutes, invitations."""

from __future__ import annotations

from planner.words.text import Text

PEOPLE: dict[str, Text] = {
    "people_open": Text("Ý kiến", "Opinions"),
    "people_households": Text("Ý kiến Nhân dân", "Opinions of households"),
    "people_rule": Text(
        "Cần từ {least} % tổng số hộ của từng xã đồng ý ({article}).",
        "{least} % or more of all households of each commune have to agree ({article}).",
    ),
    "people_rule_more": Text(
        "Cần trên {least} % tổng số hộ của từng xã đồng ý ({article}).",
        "More than {least} % of all households of each commune have to agree ({article}).",
    ),
    "people_no_rule": Text(
        "Văn bản đã đọc không nêu tỷ lệ phải đạt.", "The texts that were read name no percentage."
    ),
    "people_not_read": Text("chưa đọc được nguyên văn", "its own text was not read"),
    "people_void": Text("Hết hiệu lực", "No longer valid"),
    "people_unheard": Text("Chưa có ý kiến còn hiệu lực", "No valid opinion yet"),
    "people_freeze": Text(
        "Chốt phương án (Trình) rồi mới ghi ý kiến: hộ dân được hỏi về một phương án không đổi.",
        "Submit the plan first: households are asked about one that stays.",
    ),
    "people_unit": Text("Xã", "Commune"),
    "people_all": Text("Tổng số hộ", "Households"),
    "people_agree_of": Text("Đồng ý / tổng số hộ", "Agree / households"),
    "people_took": Text("Tham gia", "Took part"),
    "people_agree": Text("Đồng ý", "Agree"),
    "people_disagree": Text("Không đồng ý", "Disagree"),
    "people_hamlet": Text("Thôn (trống: cả xã)", "Settlement (empty: the commune)"),
    "people_note": Text("Ghi ý kiến", "Note the opinion"),
    "people_tally": Text("Đọc biểu kiểm phiếu (csv, xlsx)", "Read a tally (csv, xlsx)"),
    "people_around": Text("Phương án nào không hỏi vậy?", "Which versions do not ask so?"),
    "people_as_today": Text("giữ nguyên, không phải hỏi", "stays as it is, need not be asked"),
    "people_asked_anew": Text("hỏi phương án khác", "asked something else"),
    "people_no_way": Text(
        "Chưa có phiên bản nào. Thử giữ nguyên (W) trên một nhánh mới để có.",
        "No version yet. Try keeping it (W) on a new branch to have one.",
    ),
    "people_again": Text("Xã phải hỏi lại", "Communes to be asked again"),
    "people_price": Text("Cái giá so với phiên bản này", "Price beside this version"),
    "people_version": Text("Phiên bản", "Version"),
    "people_go": Text("Mở", "Open"),
    "people_comments": Text("Ý kiến góp ý", "Comments"),
    "people_document": Text("Văn bản, cơ quan góp ý", "Document"),
    "people_day": Text("Ngày", "Date"),
    "people_text": Text("Nội dung", "Comment"),
    "people_comment": Text("Ghi góp ý về phiên bản này", "Note a comment on this version"),
    "people_answer": Text("Trả lời", "Answer"),
    "people_open_yet": Text("chưa xử lý", "open"),
    "people_register": Text("Đọc sổ góp ý (csv, xlsx)", "Read a register (csv, xlsx)"),
    "people_taken": Text("Đã ghi", "Noted"),
    "people_minutes": Text("Biên bản (Word)", "Minutes (Word)"),
    "people_invite": Text("Mời người khác", "Invite somebody"),
    "people_name": Text("Họ tên", "Name"),
    "people_role": Text("Vai trò", "Role"),
    "people_reader": Text("người xem", "reader"),
    "people_editor": Text("người sửa", "editor"),
    "people_chair": Text("chủ trì", "chair"),
    "people_address": Text(
        "Địa chỉ này mở được một lần, trong trình duyệt khác trên máy này:",
        "This address opens once, in another browser of this machine:",
    ),
}
PEOPLE_DID: dict[str, Text] = {
    "comment": Text("góp ý", "comment"),
    "answer": Text("trả lời", "answered"),
}
