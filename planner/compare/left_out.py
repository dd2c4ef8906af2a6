"""What a comparison leaves out: said on every page and sheet that shows one."""

from __future__ import annotations

from collections.abc import Mapping

from planner.errors import listed
from planner.evaluate import Evaluation
from planner.units import full_name
from planner.words import LANGUAGES, Pair, base_text, pair_of

# What figures cannot hold; which plan is to be chosen does not follow from them.
LEFT_OUT: tuple[Pair, ...] = (
    (
        "Lịch sử, truyền thống, phong tục, tôn giáo và nguyện vọng của cộng đồng.",
        "History, tradition, custom, religion and the wishes of communities.",
    ),
    (
        "Quốc phòng, an ninh, quy hoạch và định hướng phát triển.",
        "Defence, security, planning and the direction of development.",
    ),
    (
        "Đường sá, cầu phà, thời gian đi lại: đường đến trụ sở đo theo đường chim bay; trụ sở được "
        "coi là ở đơn vị cho mã của đơn vị mới, nếu không có thì ở đơn vị đông dân nhất.",
        "Roads, bridges, ferries and time of travel: the way to the seat is a straight line; the "
        "seat is taken to be in the unit whose code the new unit has, else in the most populous.",
    ),
    (
        "Kết quả lấy ý kiến Nhân dân, cơ sở vật chất, cán bộ và chi phí.",
        "Consultation of the people, buildings, staff and cost.",
    ),
    (
        "Độ gọn và ranh giới đo trên đường ranh của số liệu, đã được khái quát hóa: bờ biển, sông "
        "càng vẽ chi tiết thì Polsby–Popper càng thấp. Các phần và đảo của một đơn vị được tính "
        "chung; lỗ trong đơn vị tính vào chu vi.",
        "Compactness and borders are measured on the outlines of the data, which are generalised: "
        "the finer a coast or river is drawn, the lower is Polsby–Popper. Parts and islands of a "
        "unit count together; holes count in its perimeter.",
    ),
    (
        "Con số không nói lên nên chọn phương án nào: phương án đã được quyết định cân nhắc cả "
        "những lý do không có trong bảng này.",
        "The figures do not say which plan to choose: a decided plan also weighs reasons that are "
        "not in this table.",
    ),
)


def left_out(evaluations: Mapping[str, Evaluation]) -> tuple[Pair, ...]:
    """Say what a comparison of these plans leaves out: bases, law, divided units, reasons."""
    said: list[Pair] = []
    bases = {
        name: pair_of(base_text(" + ".join(sorted(set(each.units["people_base"])))))
        for name, each in evaluations.items()
    }
    tables = [each.units["people"] for each in evaluations.values()]
    if len(set(bases.values())) > 1 or not all(tables[0].equals(each) for each in tables):
        vi, en = ("; ".join(f"{pair_of(n)[i]}: {b[i]}" for n, b in bases.items()) for i in (0, 1))
        said.append(
            (
                f"Các phương án dùng số dân khác nhau ({vi}): con số tính theo người và kết quả "
                "xét tiêu chuẩn không so sánh trực tiếp được với nhau.",
                f"The plans rest on different figures of people ({en}): what is reckoned in "
                "people, and what standards are met, cannot be held against each other directly.",
            )
        )
    else:
        vi, en = next(iter(bases.values()))
        said.append(
            (
                f"Dân số theo một nguồn: {vi}. Theo nguồn khác, số đơn vị đạt tiêu chuẩn có thể "
                "khác.",
                f"People on one base: {en}. On another base other units may meet the standards.",
            )
        )
    laws = {name: each.ruleset.id for name, each in evaluations.items()}
    if len(set(laws.values())) > 1:
        vi, en = ("; ".join(f"{pair_of(n)[i]}: {law}" for n, law in laws.items()) for i in (0, 1))
        said.append(
            (
                f"Các phương án được xét theo quy tắc khác nhau ({vi}).",
                f"The plans were judged by different rule sets ({en}).",
            )
        )
    parts = [each.plan.parts for each in evaluations.values()]
    base = next(iter(evaluations.values()))
    divided = sorted({code for p in parts for code in p.loc[p["code"].duplicated(), "code"]})
    if divided:
        names = full_name(base.units).loc[divided]
        said.append(
            (
                f"Việc chia đơn vị: {listed(names)} được chia cho nhiều đơn vị mới; khi so sánh "
                "cặp và thành viên, mỗi đơn vị được tính cho bên nhận nhiều dân nhất; trên bản đồ "
                "thì vẽ theo bên nhận nhiều diện tích nhất.",
                f"The division of units: {listed(full_name(base.units, 'en').loc[divided])} "
                "divided among new units; pairs and members count each with the heir of most "
                "people, and maps draw it with the heir of most area.",
            )
        )
    assumed = sorted({code for e in evaluations.values() for code, _, _ in e.plan.assumed})
    if assumed:
        vi, en = (
            listed(full_name(base.units, language).loc[assumed]).in_(language)
            for language in LANGUAGES
        )
        said.append(
            (
                f"Tỷ lệ chia {vi} là giả định: số liệu và kết quả của các đơn vị nhận phần thay "
                "đổi theo tỷ lệ này.",
                f"The shares of {en} are assumed: figures and verdicts of the units that take a "
                "part change with them.",
            )
        )
    return (*said, *LEFT_OUT)
