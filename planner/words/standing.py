"""Words of what a plan stands on."""

from planner.words.text import Text

# Way in which all that is not known may be answered → the words for it.
READINGS: dict[str, Text] = {
    "none": Text("Nếu không điều nào đúng", "If nothing of it holds"),
    "likely": Text("Nếu đúng như khả năng cao nhất", "If what is likely holds"),
    "all": Text("Nếu điều nào cũng đúng", "If all of it holds"),
}
TITLE = Text("Phương án đứng trên điều gì", "What the plan stands on")
IF_READ = Text("nếu điều chưa biết đúng như đang đọc", "if what is not known is as it was read")
STANDS: dict[str, Text] = {
    "certain": Text("chắc chắn", "certain"),
    "hangs": Text("treo vào câu trả lời", "hangs on an answer"),
    "as_read": Text("chỉ đúng theo cách đọc này", "only as read"),
}
HEADS: dict[str, Text] = {
    "new_code": Text("Mã mới", "New code"),
    "new_name": Text("Đơn vị nhập lại", "Merger"),
    "standing": Text("Mức chắc chắn", "Standing"),
    "column": Text("Điều chưa biết", "What is not known"),
    "code": Text("Mã", "Code"),
    "name": Text("Của đơn vị", "Of the unit"),
}
# What the log of a workspace rests on, by its key in `Problem.as_dict`.
RESTS: dict[str, Text] = {
    "units": Text("đơn vị và số liệu của chúng", "units and their figures"),
    "graph": Text("đơn vị liền kề", "neighbours"),
    "ruleset": Text("quy định của luật", "the law"),
    "groups": Text("giới hạn và khóa trong kịch bản", "limits and locks of the scenario"),
    "count": Text("số đơn vị mới", "the number of new units"),
    "objective": Text("mục tiêu", "the objective"),
}
