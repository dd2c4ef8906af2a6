"""Words of the workbench, by the keys that its scripts have."""

from __future__ import annotations

from planner.words.text import Text

WORKBENCH: dict[str, Text] = {
    "title": Text("Bàn phương án", "Workbench"),
    "begin": Text("Bắt đầu", "Begin"),
    "new": Text("Phương án mới", "New plan"),
    "open": Text("Mở tiếp", "Continue"),
    "about": Text("Tỉnh, thành phố hoặc kịch bản", "Province or scenario"),
    "call_it": Text("Đặt tên", "Name it"),
    "from_plan": Text(
        "Bắt đầu từ phương án có sẵn (csv, Excel; để trống: hiện trạng)",
        "Begin with a plan (csv, Excel; empty: as it is today)",
    ),
    "you": Text("Người làm", "Your name"),
    "none_yet": Text("Chưa có phương án nào trong thư mục này.", "No plan in this folder yet."),
    "home": Text("Trang đầu", "First page"),
    "branch": Text("Nhánh", "Branch"),
    "saved": Text("Đã lưu", "Saved"),
    "saving": Text("Đang lưu …", "Saving …"),
    "not_saved": Text("Chưa lưu được", "Not saved"),
    "read_only": Text("Chỉ xem", "Read-only"),
    "undo": Text("Hoàn tác", "Undo"),
    "redo": Text("Làm lại", "Redo"),
    "present": Text("Trình chiếu", "Present"),
    "leave": Text("Thoát trình chiếu", "Leave the projector"),
    "previous": Text("Trước", "Previous"),
    "next": Text("Sau", "Next"),
    "search": Text("Tìm xã, phường (/)", "Find a unit (/)"),
    "keys": Text("Phím tắt", "Keys"),
    "close": Text("Đóng", "Close"),
    "file": Text("Tải tệp", "Take the file"),
    "freeze": Text("Trình", "Submit"),
    "freeze_ask": Text(
        "Chốt trạng thái này để trình? Sau đó chỉ xem, muốn sửa thì mở nhánh mới.",
        "Submit this state? It is then read-only; a new branch may be begun.",
    ),
    "frozen": Text("Đã trình – chỉ xem", "Submitted – read-only"),
    "new_branch": Text("Mở nhánh mới từ đây", "Begin a branch here"),
    "plan": Text("Phương án", "Plan"),
    "branch_name": Text("Tên nhánh", "Name of the branch"),
    "ok": Text("Đồng ý", "Do it"),
    "cancel": Text("Thôi", "Leave it"),
    # To settle.
    "settle": Text("Cần giải quyết", "To settle"),
    "settle_none": Text("Không còn điều gì cần giải quyết.", "Nothing is left to settle."),
    "decides": Text("Chưa biết và quyết định phương án", "Not known, and decides"),
    "decides_ask": Text(
        "Bấm Giải phần còn lại để biết điều nào quyết định.", "Solve to see which questions decide."
    ),
    "missed": Text("Chưa đạt tiêu chuẩn", "Below the standard"),
    "no_rule": Text("Không có tiêu chuẩn áp dụng", "No rule"),
    "apart_pieces": Text("Không liền kề", "Not contiguous"),
    "pending": Text("Chờ chấp nhận", "Waiting to be accepted"),
    "rejected": Text("Đã từ chối", "Rejected"),
    "pieces": Text("phần rời nhau", "separate parts"),
    # The unit.
    "choose": Text("Chọn một đơn vị trên bản đồ.", "Choose a unit on the map."),
    "members": Text("Gồm", "Members"),
    "unit": Text("Đơn vị", "Unit"),
    "value": Text("Giá trị", "Value"),
    "today": Text("Hiện nay", "Today"),
    "before": Text("Đang có", "As drawn"),
    "after": Text("Nếu vẽ vậy", "If drawn so"),
    "people": Text("Dân số (người)", "People"),
    "area": Text("Diện tích (km²)", "Area (km²)"),
    "ceases": Text("Người có đơn vị thôi tồn tại", "People whose unit ceases"),
    "threshold": Text("Tiêu chuẩn", "Standard"),
    "percent": Text("Đạt", "Attained"),
    "article": Text("Căn cứ", "Article"),
    "measure": Text("Tiêu chí", "Criterion"),
    "assumed": Text("giả định", "assumed"),
    "locked": Text("Khóa", "Locked"),
    "locked_by": Text("khóa bởi", "locked by"),
    "of_scenario": Text("theo kịch bản", "by the scenario"),
    "merge": Text("Nhập với …", "Merge with …"),
    "move": Text("Chuyển sang …", "Move to …"),
    "split": Text("Tách ra", "Split off"),
    "lock": Text("Khóa", "Lock"),
    "unlock": Text("Mở khóa", "Unlock"),
    "apart": Text("Không nhập với …", "Keep apart from …"),
    "rename": Text("Đổi tên", "Rename"),
    "seat": Text("Đặt trụ sở ở đây", "Seat here"),
    "accept": Text("Chấp nhận", "Accept"),
    "reject": Text("Từ chối", "Reject"),
    "accept_all": Text("Chấp nhận tất cả", "Accept all"),
    "pick_merge": Text(
        "Di chuột để xem số liệu, bấm vào đơn vị muốn nhập; Esc để thôi.",
        "Move to see the figures, click the unit to merge with; Esc leaves.",
    ),
    "pick_move": Text(
        "Bấm vào đơn vị nhận; Esc để thôi.", "Click the unit that receives; Esc leaves."
    ),
    "pick_apart": Text(
        "Bấm vào đơn vị không được nhập cùng; Esc để thôi.",
        "Click the unit to keep apart from; Esc leaves.",
    ),
    "pick_with": Text(
        "Bấm vào đơn vị muốn thử nhập cùng; Esc để thôi.",
        "Click the unit to try with; Esc leaves.",
    ),
    # The optimizer.
    "solve": Text("Giải phần còn lại", "Solve the rest"),
    "extent": Text("Giữ nguyên", "Hold"),
    "extent_locks": Text("chỉ những gì đã khóa", "locks only"),
    "extent_drawn": Text("mọi thứ đã vẽ", "all that is drawn"),
    "extent_outside": Text("mọi thứ ngoài phần đang chọn", "all outside the selection"),
    "stop": Text("Dừng, lấy phương án tốt nhất đã có", "Stop, take the best known"),
    "waiting": Text("đang chờ", "waiting"),
    "running": Text("đang giải", "solving"),
    "bound": Text("cận", "bound"),
    "proposal": Text("Đề xuất của máy", "The optimizer's proposal"),
    "proposal_of": Text("cho trạng thái lúc", "for the state of"),
    "older": Text(
        "Trạng thái đã đổi từ khi hỏi. Có thể xem đề xuất trên một nhánh riêng.",
        "The state has changed since. The proposal can be looked at on a branch.",
    ),
    "apply": Text("Đưa lên bản đồ", "Put it on the map"),
    "apply_branch": Text("Xem trên nhánh riêng", "Look at it on a branch"),
    "proven": Text("đã chứng minh tối ưu", "proven optimal"),
    "submitted": Text("Đã ghi kết quả và hồ sơ đề án", "Results and dossier are written"),
    "proving": Text("đang chứng minh …", "being proven …"),
    "not_proven": Text("chưa chứng minh", "not proven"),
    "no_change": Text(
        "Phương án đang vẽ đã là tốt nhất.", "What is drawn is the best plan already."
    ),
    "failed": Text("Không có phương án", "No plan"),
    "conflicts": Text("Vì sao? Tìm các khóa mâu thuẫn", "Why? Find the locks that conflict"),
    "give_up": Text("Bỏ", "Give up"),
    "try_keep": Text("Thử giữ nguyên", "Try keeping it"),
    "try_with": Text("Thử nhập với …", "Try with …"),
    "price": Text("Cái giá", "Price"),
    "price_none": Text("Không tốn thêm gì.", "It costs nothing more."),
    "best_known": Text("Tốt nhất", "Best"),
    "with_wish": Text("Nếu muốn vậy", "With the wish"),
    "more": Text("Thêm", "More"),
    "stage": Text("Bước", "Stage"),
    # Beneath.
    "units_now": Text("Số đơn vị", "Units"),
    "accepted_now": Text("Chưa đạt", "Not satisfied"),
    "of": Text("trên", "of"),
    "versions": Text("Các trạng thái", "Versions"),
    "table": Text("Bảng", "Table"),
    "map": Text("Bản đồ", "Map"),
    "compare": Text("So với", "Compared with"),
    "compare_how": Text("Shift và bấm: so với trạng thái này", "Shift and click: compare with it"),
    "compare_same": Text("Không khác gì về địa giới.", "No border differs."),
    "bad_of_these": Text("Chưa đạt, trong số khác nhau", "Not satisfied, of those that differ"),
    "then": Text("Khi ấy", "Then"),
    "now": Text("Bây giờ", "Now"),
    "legend": Text("Chú giải", "Legend"),
    "legend_merged": Text("đơn vị mới; màu chỉ để phân biệt", "new units; colours only tell apart"),
    "legend_differs": Text("khác với trạng thái được so", "differs from the other state"),
    "legend_chosen": Text("đang chọn", "chosen"),
    "legend_within": Text("ranh giới thôi tồn tại", "a border that ceases"),
    "conflict": Text(
        "Người khác vừa sửa cùng đơn vị.", "Somebody else has just changed the same units."
    ),
    "keep_theirs": Text("Lấy của họ", "Take theirs"),
    "keep_mine": Text("Làm lại của tôi trên bản mới", "Do mine on top"),
    "others_drew": Text("vừa vẽ", "has drawn"),
    "gone": Text("Mất kết nối với chương trình.", "The program does not answer."),
    "help": Text(
        "Mũi tên: sang đơn vị bên cạnh · Space: chọn thêm · M: nhập · A: chuyển · T: tách · "
        "L: khóa, mở khóa · K: không nhập với · R: đổi tên · Enter: chấp nhận · X: từ chối · "
        "D: làm theo câu trả lời (đưa lên bản đồ, tìm khóa mâu thuẫn) · Esc: thôi · "
        "Ctrl+Z, Ctrl+Y: hoàn tác, làm lại · N: điều cần giải quyết tiếp theo · S: giải · "
        "W: thử giữ nguyên · Shift và bấm một trạng thái: so sánh · "
        "/ tìm · P: trình chiếu · B: bảng · ?: bảng phím",
        "Arrows: to a neighbour · Space: select also · M: merge · A: move · T: split · "
        "L: lock, unlock · K: keep apart · R: rename · Enter: accept · X: reject · "
        "D: do what an answer offers (put it on the map, find the locks) · Esc: leave · "
        "Ctrl+Z, Ctrl+Y: undo, redo · N: next to settle · S: solve · "
        "W: try keeping it · Shift and click a state: compare · "
        "/ find · P: projector · B: table · ?: keys",
    ),
}
KINDS: dict[str, Text] = {
    "begin": Text("bắt đầu", "begun"),
    "merge": Text("nhập", "merged"),
    "move": Text("chuyển", "moved"),
    "split": Text("tách", "split off"),
    "rename": Text("đổi tên", "renamed"),
    "seat": Text("đặt trụ sở", "seat"),
    "lock": Text("khóa", "locked"),
    "unlock": Text("mở khóa", "unlocked"),
    "propose": Text("đề xuất", "proposed"),
    "accept": Text("chấp nhận", "accepted"),
    "reject": Text("từ chối", "rejected"),
    "goto": Text("quay lại", "went to"),
    "branch": Text("nhánh mới", "branch"),
    "name": Text("đặt tên", "named"),
    "note": Text("ghi chú", "note"),
    "opinion": Text("ý kiến", "opinion"),
    "freeze": Text("trình", "submitted"),
}
