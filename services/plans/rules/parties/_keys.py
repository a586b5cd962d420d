"""Words that announce who answers for something, 责任单位, and the role that they give."""

import re

_OFFICES = "单位|部门|科室|处室|股室|机构|领导|处|科"
_WORK = (
    "责任|牵头|主责|主办|承办|主管|实施|落实|负责|组织|主体|承接|编制|起草|制定|审核|审批|填报|报告"
    "|发起|整改|主持|监督|督办|包[保联抓片]|挂[钩点联]"
)
_HELP = "配合|协[办助同]|参[与加]|会办|支持|共建"
NOUN = re.compile(f"(?:{_OFFICES}|[Oo]wner|OWNER|人|者|主体)\\Z")
HELPING = re.compile(_HELP)
PEOPLE = re.compile("人|员|者|长|领导|带班|值班|[Oo]wner|OWNER")
KEY = (
    "(?!参[加与会]人)(?:整改|工作|任务|推进|主要|具体|第一|直接|项目|市级|区级|县级|院级|校级"
    f"|各)?(?:(?:{_WORK}|{_HELP})(?:{_OFFICES}"
    "|人员?|者|主体|班组)"
    "|(?:牵头|协[助办]|配合|编制|审核|审批|带班|值班|责任|主持|主讲|汇报|记录|指导)(?=:)"
    "|[一-龥]{0,4}(?:值周|值班|带班|值日|包保|挂点)(?:领导|干部|教师|老师|人员|行政|校长|组长|院长|医生)(?=:)"
    "|(?:责任|牵头|配合)(?:单位|部门)(?:和|及|与|、)(?:责任人|负责人)|负责人|责任人|[Oo]wner|OWNER"
    "|TO|To|抄报|CC)"
)
KEYED = re.compile(
    f"(?<![一-龥A-Za-z、])(?P<key>{KEY})[ *_]{{0,3}}(?P<note>\\([^"
    f"()\\n]{{1,12}}\\))?[ *_]{{0,3}}:[ *_]{{0,3}}"
)


def role_of_key(key: str) -> str:
    if key in ("CC", "抄报"):
        return "informed"
    if key.upper() == "TO":
        return "addressee"
    if HELPING.search(key):
        return "cooperating"
    return "person" if PEOPLE.search(key) else "lead"
