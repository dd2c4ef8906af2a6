"""The words of the minutes of a workspace: who decided what, as an office writes it down."""

from __future__ import annotations

# Kind of an action → what somebody did.
DID: dict[str, str] = {
    "begin": "Bắt đầu lập phương án từ {source}.",
    "merge": "Nhập {units} thành một đơn vị mới.",
    "move": "Chuyển {units} sang đơn vị mới của {to}.",
    "split": "Tách {units} khỏi đơn vị mới.",
    "rename": "Đặt tên đơn vị mới của {unit} là “{name}”.",
    "seat": "Chọn {unit} làm nơi dự kiến đặt trụ sở của đơn vị mới.",
    "propose": "Đưa đề xuất của chương trình lên bản đồ, gồm {count} đơn vị mới, chờ xem xét.",
    "accept": "Nhất trí phương án đối với {units}.",
    "reject": "Không nhất trí nhập {units}.",
    "lock": "Khóa: {locks}.",
    "unlock": "Mở khóa: {locks}.",
    "branch": "Mở nhánh “{name}” từ phiên bản {to}.",
    "name": "Đặt tên phiên bản {to} là “{name}”.",
    "note": "Ghi chú: {text}",
    "opinion": "Ghi kết quả lấy ý kiến của {count} xã, thôn.",
    "comment": "Ghi ý kiến góp ý của {document} đối với phiên bản {to}.",
    "answer": "Trả lời ý kiến góp ý số {number}.",
    "freeze": "Chốt phương án để trình; từ đây chỉ được xem.",
}
OF_TODAY = "hiện trạng"
REASON = " Lý do: {reason}"
OF_UNITS = " ({units})"
NOBODY = "không ghi tên"
VERSION = "phiên bản {number}"
TITLE = "Biên bản"
ENOUGH: dict[bool | None, str] = {True: "đủ tỷ lệ", False: "CHƯA ĐỦ", None: "–"}
SIGN = ("THƯ KÝ", "CHỦ TRÌ")
BY_HAND = "(Ký, ghi rõ họ tên)"
NO_REASON = "không ghi"
