"""A plan as a workbook: the sheets, rows and columns that it is written to and read from."""

LIST = "责任清单"
PLAN = "计划"

# by their keys in a plan file: the head, a row each, and the columns of an item;
# `due` holds the day of work that is done once, `cadence` all else
HEAD = {
    "plan": "计划编号",
    "title": "标题",
    "unit": "发文单位",
    "owner": "负责人",
    "calendar": "日历",
    "policy": "督办规则",
    "since": "起始日期",
    "until": "截止日期",
}
COLUMNS = {
    "id": "编号",
    "number": "序号",
    "text": "任务",
    "cadence": "频次",
    "leads": "牵头单位",
    "lead_sets": "牵头范围",
    "cooperating": "配合单位",
    "informed": "知会单位",
    "due": "完成时限",
    "target.metric": "目标",
    "target.kind": "目标类别",
    "target.op": "目标比较",
    "target.value": "目标值",
    "target.unit": "目标单位",
    "opens_before": "提前天数",
    "due_time": "办理时刻",
    "review": "需审核",
    "policy": "督办规则",
    "carries_out": "承接",
}
LISTS = ("leads", "lead_sets", "cooperating", "informed")
YES, NO = "是", "否"
JOINT = "、"
