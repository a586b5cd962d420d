"""An Office file as the zip it is: what it claims is checked before anything is unpacked."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers import expat

from services.plans.problems import PlanFileError

UNPACKED = 200_000_000  # bytes of all entries together
ENTRIES = 10_000
RATIO = 200  # times smaller than unpacked, for an entry of more than _SMALL bytes
_SMALL = 10_000_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    SyntaxError,  # ElementTree's word for XML that is not well formed
    expat.ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def refusal(name: str, message: str, chinese: str) -> PlanFileError:
    """What is wrong with the file as a whole."""
    return PlanFileError(name, 0, "", message, chinese)


@contextmanager
def refusing_damage(name: str) -> Iterator[None]:
    """Whatever a damaged zip or damaged XML raises becomes a PlanFileError."""
    try:
        yield
    except _BROKEN as error:
        raise refusal(
            name,
            "is damaged or cut short: open it in its own program, save it anew and try again",
            "文件已损坏或不完整:请用原来的软件打开,重新保存后再试",
        ) from error


def open_package(data: bytes, name: str, old_ending: str) -> zipfile.ZipFile:
    """The checked zip. `old_ending`: that of the binary format before it, doc or xls.

    Raises PlanFileError for what is no zip, is encrypted, would unpack too large or names bad places.
    """
    if data.startswith(_OLE):
        raise _binary(data, name, old_ending)
    if not data.startswith(b"PK"):
        raise refusal(
            name,
            f"is no {old_ending}x file, whatever its name says: save it in that format and try again",
            f"不是 {old_ending}x 文件(与文件名后缀不符):请另存为该格式后重试",
        )
    with refusing_damage(name):
        package = zipfile.ZipFile(io.BytesIO(data))
    _check(package.infolist(), len(data), name)
    return package


def _binary(data: bytes, name: str, old_ending: str) -> PlanFileError:
    if _ENCRYPTED in data:
        return refusal(
            name,
            "is encrypted: open it with its password, save it without one and try again",
            "文件已加密:请用密码打开,取消密码保存后重试",
        )
    return refusal(
        name,
        f"is in the old .{old_ending} format: save it as .{old_ending}x and try again",
        f"是旧的 .{old_ending} 格式:请另存为 .{old_ending}x 后重试",
    )


def _check(entries: list[zipfile.ZipInfo], size: int, name: str) -> None:
    if len({entry.filename for entry in entries}) < len(entries) or any(map(_strays, entries)):
        raise refusal(
            name,
            "holds entries of the same name or with names that point outside it: do not trust it",
            "文件内有重名条目或指向文件之外的路径:请勿信任该文件",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal(
            name,
            "has entries with a password: save it without one and try again",
            "文件内有带密码的条目:请取消密码保存后重试",
        )
    packed, unpacked = (
        sum(entry.compress_size for entry in entries),
        sum(entry.file_size for entry in entries),
    )
    if unpacked > UNPACKED or packed > size or len(entries) > ENTRIES or any(map(_swells, entries)):
        raise refusal(
            name,
            f"would unpack to {unpacked} bytes from {size}, more than a plan needs: split it, or remove"
            " what is no text",
            f"解压后有 {unpacked} 字节(文件 {size} 字节),超出计划文件所需:请拆分,或删除非文字内容",
        )
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise refusal(
            name,
            "is packed in a way that Office does not use: save it anew and try again",
            "文件的压缩方式不是 Office 所用:请重新保存后再试",
        )


def _strays(entry: zipfile.ZipInfo) -> bool:
    place = entry.orig_filename.replace("\\", "/")
    return place.startswith("/") or ":" in place or "\0" in place or ".." in place.split("/")


def _swells(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(_SMALL, RATIO * entry.compress_size)
