"""A plan document of any known form to a draft, by the ending of its name."""

from services.plans.draft import Draft
from services.plans.encoding import decode
from services.plans.problems import PlanFileError
from services.plans.text_plan import read_text
from services.plans.yaml_plan import read_yaml

LARGEST = 8_000_000  # bytes


def read(data: bytes, name: str) -> Draft:
    """`name` ends in .yaml, .yml or .txt. Raises PlanFileError for other endings and for what is wrong."""
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    if ending not in ("yaml", "yml", "txt"):
        raise PlanFileError(
            name,
            0,
            "",
            "this kind of file cannot be read: save it as plain text (.txt), or write it as .yaml",
            "不能读取这种文件:请另存为纯文本(.txt),或写成 .yaml",
        )
    if len(data) > LARGEST:
        raise PlanFileError(
            name,
            0,
            "",
            f"{len(data)} bytes are more than the {LARGEST} of a plan: split it into several plans",
            f"文件有 {len(data)} 字节,超过 {LARGEST} 字节:请拆成几个计划",
        )
    source = decode(data, name)
    if not source.strip():
        raise PlanFileError(name, 0, "", "is empty: nothing to read", "文件为空:没有可读的内容")
    return read_text(source, name) if ending == "txt" else read_yaml(source, name)
