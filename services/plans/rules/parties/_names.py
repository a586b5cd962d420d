"""What names of offices and of people look like, and how lists of them are parted."""

import re
from collections.abc import Iterator

from services.plans.passage import Passage, one_width

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗"
    "凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛禹"
    "狄米贝臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍"
    "虞万支柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀甄曲封储靳段富巫焦巴牧隗山谷车侯"
    "班秋仲伊宫宁仇栾甘厉戎武符刘景詹束龙叶司黎薄印蒲从索籍赖卓蔺屠蒙池乔阴苍闻莘党翟谭贡姬申扶堵冉宰雍桑桂牛"
    "寿通边燕冀尚农温庄晏柴瞿阎充慕连茹习艾向古易慎戈廖庾终居衡步耿满弘匡国文寇广欧利越隆师巩聂晁勾敖融冷辛那"
    "简饶空曾沙关查红游权盖益桓公肖付覃练闫"
)
_NO_PERSON = (
    "(?!计[划划算]|安[全排置装]|文[明化件体]|方[案式面法便]|平[安时台均]|高[度效质标]|严[格禁肃]|项目|解[决读]|应[急当]|任[务何]|管[理护]|单[位独]|申[报请]|和[谐与]|温[馨度]"
    "|包[干括]|关[于键爱]|容[易]|连[续同]|强[化调]|成[立员]|支[部持]|班[组级]|步骤|权[利益]|能[够力]|国家|宣[传讲]|商[业贸]|常[态年]|时[间候]|全[面体员部]|明[确白]|查[处看找]|车辆|房屋|金[额融]|党[员建]|易地|习惯|向[导]|经[费验常]|相关|社|车[间]|元|强制|时|国[有]|石油|水|宗教|洪水|雷电|白|黄|从[业事]|柴油|牛|沙|谈[话心])"
)
PERSON = f"{_NO_PERSON}(?:欧阳|司马|上官|诸葛|[{SURNAMES}])[一-龥]{{1,2}}"
HIDDEN = "[一-龥](?:某{1,2}|[*xX]{1,3})|[*xX]{2,3}"  # a masked name
BRACKET = "\\([^()\\n]{1,24}\\)"
BODIES = (
    *("局", "委", "部", "厅", "署", "办", "处", "科", "股", "室", "院", "所", "站", "队", "组", "会", "馆", "园"),
    *("校", "厂", "店", "村", "镇", "乡", "县", "区", "市", "省", "州", "社", "班", "行", "庭", "厨房", "分局"),
    *("办公厅", "中心", "公司", "集团", "小学", "中学", "大学", "街道", "政府", "单位", "部门", "机构", "机关"),
    *("企业", "车间", "年级", "支部", "党组", "党委", "团委", "妇联", "残联", "联合会", "文联", "科协", "工商联"),
    *("指挥部", "军分区", "支队", "商铺", "窗口", "网格", "楼栋", "两委”", "两委", "物业", "厂商", "社区", "专班"),
    *("省份", "各地", "地区", "经营者", "运营者", "代表会议", "联席会议", "区里", "县里", "镇里", "村里", "居"),
    *("总支", "网点", "人大", "政协"),
)
PEOPLE = (
    *("长", "主任", "书记", "经理", "总监", "主席", "总裁", "总工", "工程师", "主管", "副总", "负责人", "责任人"),
    *("责任人”", "负责同志", "领导", "班子", "班子成员", "领导成员", "干部", "人员", "员", "骨干", "官兵", "教师"),
    *("老师", "导师", "医生", "医师", "护士", "专家", "秘书", "民警", "交警", "辅警", "志愿者", "值日生", "保健医"),
    *("保安", "师傅", "讲师", "厨师", "文书", "会计", "同志", "助理", "顾问", "代表", "律师", "乡贤", "总厨", "组长"),
    *("专人", "公职人员", "理事", "委员"),
)
NOBODY = (
    *("社会", "机会", "例会", "班会", "大会", "碰头会", "座谈会", "动员会", "研讨会", "推进会", "分析会", "总结会", "讲评会", "培训会"),
    *("报告会", "调度会", "现场会", "家长会", "运动会", "展览会", "联欢会", "读书会", "演唱会", "交流会", "说明会", "听证会", "晚会"),
    *("全部", "内部", "外部", "局部", "底部", "场所", "厕所", "住所", "网站", "车站", "城市", "农村", "城镇", "学科", "专科", "本科", "教室", "报告厅", "会议室", "大厅", "餐厅"),
    *("小区", "园区", "辖区", "灾区", "景区", "片区", "城区", "成长", "增长", "延长", "特长", "见长", "校园", "家园", "公园"),
    *("一处", "多处", "几处", "各处", "举办", "主办", "承办", "督办", "查处", "好处", "用处", "到处", "办法", "全员", "动员", "城乡", "家乡", "下乡", "返乡"),
    *(whole + place for whole in "全我本" for place in ("局", "院", "校", "县", "市", "区", "镇", "村", "乡", "省", "厂", "公司", "处", "办", "部", "科", "馆", "单位", "中心", "社区", "街道", "园", "会", "队", "站")),
    *("运行", "举行", "进行", "执行", "推行", "实行", "试行", "发行", "施行", "履行", "先行", "流行", "步行"),
    *("会员", "党员", "团员", "学员", "成员", "队员", "工作会议", "扩大会议", "专题会议", "全体会议"),
    *("这里", "那里", "心里", "家里", "安居", "上班", "下班", "值班", "带班", "当班", "加班", "接班", "培训班", "轮训班"),
)
_PARTS = re.compile(f"(?P<keep>{BRACKET}|“[^”\\n]{{1,12}}”)|(?P<hard>[、,;/\\n\\t]|  +)|(?P<soft>以及|会同|[和及与 ])")
_TITLED = re.compile(
    f"(?:{'|'.join(sorted(PEOPLE, key=len, reverse=True))})"
    f"(?:{PERSON}|{HIDDEN}| ?[A-Z][A-Za-z]{{1,12}}(?: [A-Z][A-Za-z]{{1,12}})?)\\Z"
)
_HOLDER = re.compile(f"(?:{'|'.join(sorted(BODIES, key=len, reverse=True))})(?:{PERSON}|{HIDDEN})\\Z")
_PERSON = re.compile(f"(?:{PERSON}|{HIDDEN}|[{SURNAMES}]工)\\Z")
_NOTE = re.compile(f"{BRACKET}\\Z")
_BEHIND = re.compile("(?:等(?:[一-龥]{0,8})|[各分]别|共同|\\((?:牵头|配合|主办|协办|正|副)[^)]{0,6}\\))\\Z")
_BEFORE = re.compile("(?:各相关)?(?:[0-9一二两三四五六七八九十]{1,2}名)?")


def is_body(name: str) -> bool:
    """Whether a name ends as names of offices, firms and places do."""
    bare = _NOTE.sub("", one_width(name))
    if bare.endswith("地区"):
        return bare.endswith(("试点地区", "有关地区", "相关地区", "各地区"))
    return len(bare) > 1 and bare.endswith(BODIES) and not bare.endswith(NOBODY)


def is_post(name: str) -> bool:
    """Whether it says what somebody is: 站长, 设备员, 村主任张某."""
    bare = _NOTE.sub("", one_width(name))
    if bare.endswith(("班子成员", "委员会成员")):
        return True
    return bool(_TITLED.search(bare)) or (bare.endswith(PEOPLE) and not bare.endswith(NOBODY))


def is_person(name: str) -> bool:
    """Whether it is a person's own name, 张某某."""
    return bool(_PERSON.match(name))


def is_holder(name: str) -> bool:
    """Whether it is an office and a person's name in one, 县畜牧站陈某某; to be asked only of lists of names."""
    return bool(_HOLDER.search(one_width(name)))


def is_name(name: str) -> bool:
    return is_body(name) or is_post(name)


def role_of(names: tuple[str, ...]) -> str:
    """person where only people are named, else lead."""
    return "person" if all(is_post(name) or is_person(name) for name in names) else "lead"


def names_in(passage: Passage, start: int, end: int) -> tuple[str, ...]:
    """The names of a list at [start, end) as the source writes them, without 等 and what counts them."""
    found: list[str] = []
    for first, last in _parts(passage.text, start, end):
        first, last = _bare(passage.text, *passage.trimmed(first, last))
        if first < last:
            found.append(passage.source[first:last])
    return tuple(dict.fromkeys(found))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """和, 及, 与 and blanks part names only where a name ends before them: 工业和信息化局 is one."""
    first = start
    for match in _PARTS.finditer(text, start, end):
        piece = text[first : match.start()]
        if match["keep"] or (match["soft"] and not (is_name(piece) or is_person(piece))):
            continue
        yield first, match.start()
        first = match.end()
    yield first, end


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A name without 等, (牵头) and the like behind it, and 6名 before it."""
    before = _BEFORE.match(text, start, end)
    start = before.end() if before else start
    while (cut := _BEHIND.search(text[start:end])) is not None and (cut.start() or cut.group()[0] == "等"):
        end = start + cut.start()
    return start, end
