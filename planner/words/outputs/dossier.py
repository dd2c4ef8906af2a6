"""The words of the dossier: clauses of a resolution, headings of its tables, marks and lists.

The documents are in Vietnamese, as the council and the ministry read them; what stands beside
the English here is also printed elsewhere.
"""

from __future__ import annotations

import re

from planner.words.text import Text

HINT_HEAD = "Cần bổ sung: "
# A share of area or of people that goes to a new unit: all of it, a part, what is left, none.
SHARES: dict[tuple[str, str], str] = {
    ("all", "all"): "toàn bộ diện tích tự nhiên, quy mô dân số của {unit}",
    ("part", "part"): "một phần diện tích tự nhiên, quy mô dân số của {unit}",
    ("rest", "rest"): "phần còn lại của {unit}{after}",
    ("all", "none"): "toàn bộ diện tích tự nhiên của {unit}",
    ("part", "none"): "một phần diện tích tự nhiên của {unit}",
    ("rest", "none"): "phần diện tích tự nhiên còn lại của {unit}{after}",
    ("none", "all"): "toàn bộ quy mô dân số của {unit}",
    ("none", "part"): "một phần quy mô dân số của {unit}",
    ("none", "rest"): "phần quy mô dân số còn lại của {unit}{after}",
    ("all", "part"): "toàn bộ diện tích tự nhiên, một phần quy mô dân số của {unit}",
    ("all", "rest"): "toàn bộ diện tích tự nhiên, phần quy mô dân số còn lại của {unit}{after}",
    ("part", "all"): "một phần diện tích tự nhiên, toàn bộ quy mô dân số của {unit}",
    ("part", "rest"): "một phần diện tích tự nhiên, phần quy mô dân số còn lại của {unit}{after}",
    ("rest", "all"): "phần diện tích tự nhiên còn lại, toàn bộ quy mô dân số của {unit}{after}",
    ("rest", "part"): "phần diện tích tự nhiên còn lại, một phần quy mô dân số của {unit}{after}",
}
AFTER_CLAUSE = " sau khi sắp xếp theo quy định tại khoản {numbers} Điều này"
FORMED = "Sắp xếp {members} thành {kind} mới có tên gọi là {new}."
RENAMED = "Đổi tên {old} thành {new}."
# The older way, with figures.
FOUNDED = "Thành lập {new} trên cơ sở nhập {members}. Sau khi thành lập, {result}"
JOINED = "Nhập {members} vào {new}. Sau khi nhập, {result}"
OF_FIGURES = "toàn bộ {area} km² diện tích tự nhiên, {people} người của {unit}"
PART_OF_FIGURES = "{share}, là {area} km² diện tích tự nhiên, {people} người"
RESULT = "{new} có {area} km² diện tích tự nhiên và quy mô dân số {people} người."
BORDERS_ON = " {new} giáp {neighbours}."
CLOSING = "Sau khi sắp xếp, {province} có {count} đơn vị hành chính {level}, gồm {kinds}"
CLOSING_PARTS = "; trong đó có {formed} hình thành sau sắp xếp quy định tại Điều này"
CLOSING_KEPT = " và {kept} không thực hiện sắp xếp"
CLOSING_NAMED = " là {names}"
AND, MANY = " và ", "các {kind} {names}"
IN_DISTRICT = "{unit} ({district})"

# On what a plan stands.
OF_UNITS_NOT_KNOWN = "{fact} ({count} đơn vị)"
STANDS: dict[str, str] = {
    "certain": "{count} đơn vị không phụ thuộc các dữ kiện này",
    "hangs": "{count} đơn vị phụ thuộc kết quả xác minh",
    "as_read": "{count} đơn vị mới phù hợp với cách hiểu hiện nay",
}
READINGS: dict[str, str] = {
    "none": "Nếu không dữ kiện nào trong số đó được xác nhận",
    "likely": "Nếu các dữ kiện được xác nhận đúng như khả năng cao nhất",
    "all": "Nếu mọi dữ kiện đó được xác nhận",
}

# The annexes.
ANNEX = "Phụ lục {number}"
TITLES: dict[str, str] = {
    "districts": "Hiện trạng đơn vị hành chính cấp huyện có liên quan",
    "present": "Hiện trạng các đơn vị hành chính {level}",
    "asked": "Các đơn vị hành chính {level} theo diện sắp xếp",
    "plan": "Phương án sắp xếp các đơn vị hành chính {level}",
    "counts": "Tổng hợp số lượng đơn vị hành chính {level} trước và sau sắp xếp",
    "staff": "Cán bộ, công chức, người hoạt động không chuyên trách: hiện có, bố trí, dôi dư "
    "và lộ trình giải quyết",
    "offices": "Trụ sở, tài sản công: hiện có, tiếp tục sử dụng, dôi dư và phương án xử lý",
    "services": "Đơn vị sự nghiệp công lập (trường học, trạm y tế …): hiện có, sau sắp xếp, dôi dư "
    "và phương án sắp xếp",
    "opinions": "Kết quả lấy ý kiến Nhân dân và biểu quyết của Hội đồng nhân dân các cấp",
    "crosswalk": "Chuyển đổi mã đơn vị hành chính",
    "costs": "Kinh phí và hỗ trợ từ ngân sách",
    "names": "Tên gọi có thể lựa chọn cho đơn vị hành chính hình thành sau sắp xếp",
    "below": "Các đơn vị hành chính {level} chưa đạt tiêu chuẩn",
    "inputs": "Tệp số liệu đã đọc",
    "stages": "Giá trị, cận và mức độ chứng minh của từng mục tiêu",
    "files": "Danh mục tài liệu",
    "tally": "Biểu kiểm phiếu theo thôn, tổ dân phố",
    "register": "Sổ theo dõi ý kiến góp ý",
    "comments": "Tiếp thu, giải trình ý kiến góp ý",
    # Of the minutes.
    "people": "Người thực hiện",
    "did": "Diễn biến và quyết định",
    "formed": "Các đơn vị hình thành sau sắp xếp",
    "locks": "Nội dung đã khóa",
    "rejected": "Phương án không được nhất trí",
    "heard": "Kết quả lấy ý kiến còn hiệu lực",
}
HEADS: dict[str, Text] = {
    "number": Text("TT", "No."),
    "district": Text("Huyện, thị xã, thành phố", "District"),
    "communes": Text("Số đơn vị cấp xã", "Communes"),
    "code": Text("Mã", "Code"),
    "name": Text("Đơn vị hành chính", "Unit"),
    "special": Text("Yếu tố đặc thù", "Special factors"),
    "area": Text("Diện tích tự nhiên (km²)", "Area"),
    "area_percent": Text("So với tiêu chuẩn diện tích (%)", "Percent of area"),
    "people": Text("Quy mô dân số (người)", "People"),
    "people_percent": Text("So với tiêu chuẩn dân số (%)", "Percent of people"),
    "minority": Text("Dân tộc thiểu số (%)", "Minority share"),
    "class": Text("Loại đơn vị hành chính", "Class"),
    "verdict": Text("Đối chiếu tiêu chuẩn", "Verdict"),
    "role": Text("Diện", "Asked by law"),
    "reason": Text("Căn cứ, lý do", "Ground"),
    "new_name": Text("Đơn vị sau sắp xếp", "New unit"),
    "members": Text("Nhập từ các đơn vị", "Made of"),
    "neighbours": Text("Giáp các đơn vị", "Neighbours"),
    "seat": Text("Nơi dự kiến đặt trụ sở", "Seat"),
    "below": Text("Lý do chưa đạt", "Reason where below"),
    "kind": Text("Loại đơn vị", "Kind"),
    "before": Text("Trước sắp xếp", "Before"),
    "after": Text("Sau sắp xếp", "After"),
    "change": Text("Tăng (+), giảm (-)", "Difference"),
    "officials": Text("Cán bộ hiện có", "Elected officials now"),
    "servants": Text("Công chức hiện có", "Civil servants now"),
    "part_time": Text("Không chuyên trách hiện có", "Part-time now"),
    "now": Text("Tổng số hiện có", "All now"),
    "needed": Text("Số bố trí sau sắp xếp", "Needed"),
    "surplus": Text("Dôi dư", "Surplus"),
    "year": Text("Giải quyết năm thứ {year}", "Settled in year {year}"),
    "left": Text("Còn lại sau 5 năm", "Left after five years"),
    "offices": Text("Trụ sở hiện có", "Offices now"),
    "kept": Text("Tiếp tục sử dụng", "Kept"),
    "use": Text("Phương án xử lý trụ sở dôi dư", "Use of the surplus"),
    "services": Text("Đơn vị sự nghiệp công lập hiện có", "Public service units now"),
    "services_kept": Text("Đơn vị sự nghiệp sau sắp xếp", "Public service units kept"),
    "services_use": Text("Phương án sắp xếp đơn vị sự nghiệp", "What becomes of the others"),
    "settlement": Text("Thôn, tổ dân phố", "Settlement"),
    "households": Text("Tổng số hộ", "Households"),
    "took_part": Text("Số hộ tham gia", "Took part"),
    "agree": Text("Đồng ý", "Agree"),
    "disagree": Text("Không đồng ý", "Disagree"),
    "agree_percent": Text("Tỷ lệ đồng ý trên tổng số hộ (%)", "Percent of all"),
    "council": Text("Biểu quyết của Hội đồng nhân dân (tán thành/tổng số)", "Council"),
    "old_code": Text("Mã cũ", "Old code"),
    "old_name": Text("Đơn vị cũ", "Old unit"),
    "new_code": Text("Mã mới", "New code"),
    "becomes": Text("Xử lý mã cũ", "What becomes of the code"),
    "share_area": Text("Phần diện tích (%)", "Share of area"),
    "share_people": Text("Phần dân số (%)", "Share of people"),
    "since": Text("Ngày có hiệu lực", "Since"),
    "removed": Text("Số đơn vị giảm", "Units fewer"),
    "norm": Text("Định mức (triệu đồng/đơn vị)", "Norm"),
    "amount": Text("Thành tiền (triệu đồng)", "Amount"),
    "item": Text("Nội dung", "Item"),
    "other_name": Text("Tên gọi", "Name"),
    "document": Text("Văn bản, cơ quan góp ý", "Document"),
    "day": Text("Ngày", "Date"),
    "units": Text("Đơn vị liên quan (mã hoặc tên)", "Units"),
    "said": Text("Nội dung góp ý", "Comment"),
    "answer": Text("Tiếp thu, giải trình", "Answer"),
    "settled": Text("Phiên bản đã xử lý", "Settled in version"),
    "origin": Text("Nguồn gốc tên", "Origin"),
    "chosen": Text("Phương án chọn", "Chosen"),
    "collides": Text("Trùng tên trong tỉnh", "Collides"),
    "file": Text("Tệp", "File"),
    "content": Text("Nội dung", "Content"),
    "sha256": Text("SHA-256", "SHA-256"),
    "stage": Text("Mục tiêu", "Stage"),
    "value": Text("Giá trị", "Value"),
    "bound": Text("Cận", "Bound"),
    "proof": Text("Mức độ chứng minh", "Proof"),
    "at": Text("Thời gian", "Time"),
    "by": Text("Người thực hiện", "By"),
    "did": Text("Nội dung", "What was done"),
    "version": Text("Phiên bản", "Version"),
    "actions": Text("Số thao tác", "Actions"),
    "grounds": Text("Lý do", "Ground"),
    "enough": Text("Tỷ lệ theo quy định", "Enough"),
}
FLAGS: dict[str, str] = {
    "mountain": "miền núi",
    "land_border": "biên giới đất liền",
    "island": "hải đảo",
    "coastal_hardship": "bãi ngang ven biển",
    "isolated": "biệt lập",
    "key_defence": "trọng yếu quốc phòng, an ninh",
    "unchanged_since_1945": "ổn định từ năm 1945",
    "planned_urban": "quy hoạch đô thị",
    "rearranged": "đã sắp xếp",
    "distinctive": "đặc thù lịch sử, văn hóa, dân tộc, tôn giáo",
    "relic": "di tích quốc gia đặc biệt",
    "unesco": "di sản UNESCO",
    "safe_zone": "an toàn khu",
}
JOINS = "liền kề, nhập cùng {names}"
CODE_LIVES, CODE_ENDS = "giữ lại", "đóng, không sử dụng lại"
SUPPORT = "Hỗ trợ một lần từ ngân sách trung ương"
OWN_MONEY = "Kinh phí bảo đảm từ ngân sách địa phương"
FROM_MEMBER, FROM_DISTRICT = "tên {name} hiện nay", "tên {name}"
YES, NO = "có", "không"
NOTED = "Ghi chú:"
OF_UNITS = " ({count} đơn vị)"
NOTES: dict[str, str] = {
    "uncertain": "* Số liệu chưa chắc chắn: chia theo tỷ lệ giả định, khôi phục, đáng ngờ hoặc "
    "ước tính; phải đối chiếu trước khi trình.",
    "wanted": "Ô tô màu là nội dung phải bổ sung: chương trình không có số liệu.",
    "people": "Nguồn số liệu dân số: {base}.",
    "area": "Nguồn số liệu diện tích: {base}.",
    "percent": "Tỷ lệ so với tiêu chuẩn áp dụng cho từng đơn vị, sau khi giảm theo quy định "
    "(nếu có); làm tròn xuống.",
    "neighbours": "Chỉ kể đơn vị giáp ranh trong tỉnh.",
    "seat": "Nơi đặt trụ sở ghi theo đơn vị có mã được giữ lại trong phương án; do cấp có thẩm "
    "quyền quyết định.",
    "codes": "Mã đã đóng không sử dụng lại; mã của đơn vị nơi đặt trụ sở được giữ lại. Ngày có "
    "hiệu lực ghi theo nghị quyết khi được thông qua.",
    "support": "Hỗ trợ từ ngân sách trung ương theo {article}: chỉ áp dụng đối với tỉnh, thành "
    "phố nhận bổ sung cân đối ngân sách.",
    "norms": "Số bố trí, lộ trình, mức chi không có trong bảng của cơ quan thì tính theo {source}.",
    "class": "Loại đơn vị hành chính tính theo điểm từ số liệu hiện có ({known}/{scales} tiêu "
    "chí); khi thiếu số liệu thì ghi loại thấp nhất và loại cao nhất có thể.",
    "tally": "Mỗi thôn, tổ dân phố một dòng; thêm dòng khi thiếu, dòng thừa để trống. Số hộ "
    "tham gia không lớn hơn tổng số hộ; đồng ý và không đồng ý không lớn hơn số hộ tham gia.",
    "register": "Mỗi ý kiến một dòng. Cột “Phiên bản đã xử lý” ghi tên phương án đã tiếp thu hoặc "
    "giải trình ý kiến; để trống là chưa xử lý.",
    "opinions": "Tỷ lệ tính trên tổng số hộ, kể cả hộ không tham gia.",
}


def of_asked(said: str, voters: str) -> str:
    """Say of voters, who were asked under earlier laws, what is written of households."""
    return said if voters == "households" else re.sub(r"\bhộ\b", "cử tri", said)


# What `planner report --check` and the sheet of control say.
FILES: dict[str, str] = {
    "0_tom_tat.docx": "Tóm tắt một trang, để báo cáo lãnh đạo",
    "0_phieu_kiem_soat.docx": "Phiếu kiểm soát hồ sơ",
    "1_to_trinh.docx": "Tờ trình",
    "2_de_an.docx": "Đề án",
    "2_phu_luc.docx": "Phụ lục kèm theo Đề án",
    "2_phu_luc.xlsx": "Phụ lục kèm theo Đề án (bảng tính)",
    "3_bao_cao_y_kien.docx": "Báo cáo tổng hợp ý kiến Nhân dân, Hội đồng nhân dân và các cơ quan",
    "3_phieu_lay_y_kien.docx": "Mẫu phiếu lấy ý kiến",
    "3_kiem_phieu.xlsx": "Biểu kiểm phiếu theo thôn, tổ dân phố",
    "4_du_thao_nghi_quyet.docx": "Dự thảo nghị quyết",
    "hien_trang_A3.pdf": "Bản đồ hiện trạng địa giới đơn vị hành chính",
    "phuong_an_A3.pdf": "Bản đồ phương án sắp xếp đơn vị hành chính",
    "thay_doi_A3.pdf": "Bản đồ thay đổi so với hiện trạng",
    "vi_tri_don_vi_moi.pdf": "Bản đồ vị trí, mỗi đơn vị mới một trang",
    "6_phieu_hop.pdf": "Phiếu họp, mỗi đơn vị mới một trang",
}
# Head and foot of a letter.
# How far people agree, in percent of all; what is asked for is the first bound.
AGREEMENT: dict[str, Text] = {
    "short": Text("Dưới {least}% đồng ý", "Less than {least} % agree"),
    "enough": Text("Từ {least}% đến dưới {many}%", "From {least} % to {many} %"),
    "many": Text("Từ {many}% đến dưới {most}%", "From {many} % to {most} %"),
    "most": Text("Từ {most}% trở lên", "{most} % and more"),
    "unknown": Text("Chưa có kết quả", "No result yet"),
    "not_asked": Text("Không lấy ý kiến", "Not asked"),
}
AGREEMENT_MORE: dict[str, Text] = {
    "short": Text("Không quá {least}% đồng ý", "At most {least} % agree"),
    "enough": Text("Trên {least}% đến dưới {many}%", "More than {least} % to {many} %"),
}
NONE = "không có"
STAGES: dict[str, str] = {
    "unsatisfied": "số đơn vị còn nằm trong đơn vị mới chưa đạt tiêu chuẩn, ít nhất có thể",
    "below_standard": "số đơn vị mới dưới tiêu chuẩn, ít nhất có thể",
    "disturbed": "số người ở các đơn vị nhập vào đơn vị khác, ít nhất có thể",
    "inertia": "tổng của số dân nhân với bình phương khoảng cách đến tâm dân cư của đơn vị mới, "
    "nhỏ nhất có thể: đơn vị mới gọn, người dân ở gần trung tâm",
}
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
COPIES = "Nơi nhận:"
TABLE = "Bảng {number}."

REASON = "{measure} {value} {unit}, đạt {percent}% ({article})"
VERDICTS: dict[str, str] = {
    "met": "đạt tiêu chuẩn",
    "open": "đạt tiêu chuẩn về diện tích tự nhiên và quy mô dân số, các tiêu chuẩn khác chưa có "
    "số liệu",
    "waived": "không phải xem xét tiêu chuẩn theo {article}",
    "missed": "chưa đạt tiêu chuẩn ({reason})",
    "untouched": "dưới tiêu chuẩn, không thuộc diện phải sắp xếp nên được giữ nguyên ({reason})",
    "no_rule": "không có tiêu chuẩn áp dụng",
}
ROLE_WORDS: dict[str, str] = {
    "mandatory": "Đơn vị phải sắp xếp",
    "adjacent": "Đơn vị liền kề có liên quan đến việc sắp xếp",
    "voluntary": "Đơn vị tự nguyện sắp xếp",
    "exempt": "Đơn vị không bắt buộc sắp xếp do có yếu tố đặc thù",
}
BALLOTS: dict[str, str] = {"households": "hộ gia đình", "voters": "cử tri"}
TARGET = "Mức giảm theo {article}: từ {least}% đến {most}%; phương án giảm {percent}%"
WITHIN: dict[str, str] = {"district": "một đơn vị hành chính cấp huyện"}
# Files beside the dossier that the program moved or wrote so that nothing is lost.
EDITED = "{stem} (đã sửa)"
LEFT_OVER = "Nội dung không còn chỗ trong hồ sơ"
OFFICE = "ỦY BAN NHÂN DÂN {province}"
TALLY = "Kiểm phiếu"
CHECKED = "Phải là số nguyên không âm, không lớn hơn tổng số hộ và số hộ tham gia."
# The sheet of a meeting.
MEETING_TITLE = "Phiếu họp – phương án sắp xếp đơn vị hành chính {level} của {province} {period}"
MEETING: dict[str, str] = {
    "members": "Nhập từ",
    "attains": "Kết quả",
    "seat": "Trụ sở (dự kiến)",
    "names": "Tên gọi",
    "neighbours": "Giáp",
    "partners": "Không chọn nhập",
    "opinions": "Ý kiến Nhân dân",
    "staff": "Cán bộ, trụ sở",
}
MEETING_MEMBER = "{name}: {area} km², {people} người"
MEETING_SUM = "Diện tích tự nhiên {area} km², quy mô dân số {people} người"
MEETING_ATTAINS = "- {measure}: đạt {percent}% so với mức {threshold} {unit} ({article})"
MEETING_SEAT = "{seat}; xa nhất là {other}, khoảng {distance} km đường thẳng giữa hai điểm đại diện"
MEETING_OFFICE = "{seat}; dân ở xa nhất là {other}, khoảng {distance} km đường thẳng đến trụ sở"
MEETING_OPINION = "{name}: {agree}/{every} hộ đồng ý ({percent}% tổng số)"
MEETING_NO_OPINION = "{name}: chưa có kết quả"
MEETING_STAFF = "hiện có {now} người, bố trí {needed}, dôi dư {surplus}"
MEETING_OFFICES = "{now} trụ sở, tiếp tục sử dụng {kept}"
MEETING_NAME = "- {name} ({origin})"
MEETING_PARTNER = "- {unit} (giáp {member}): {more}"
MEETING_NO_COST = "không kém về các mục tiêu đã đặt"
MEETING_PRICED = (
    "(so với phương án này, khi hai đơn vị về chung và các đơn vị khác được sắp xếp lại tốt nhất; "
    "đã chứng minh)"
)
MEETING_ASKED = (
    "(chỉ kể đơn vị đã hỏi giá; so với phương án này, khi hai đơn vị về chung và các đơn vị khác "
    "được sắp xếp lại tốt nhất; đã chứng minh)"
)
MEETING_NOT_PRICED = "chưa tính; lập bằng lệnh planner explain … --prices, rồi lập lại hồ sơ"
MEETING_UNKNOWN, MEETING_NONE = "chưa có số liệu", "không có"
MEETING_FOOT = (
    "Nguồn số liệu dân số: {people}. Nguồn số liệu diện tích: {area}. * Số liệu chưa chắc chắn. "
    "Lập từ kết quả {run}."
)
SETTLED, OPEN = "đã xử lý ở {version}", "CHƯA XỬ LÝ"
