"""What a refusal means to people at a page: a sentence and what to do, in Chinese; `english.po` has the English.

The codes of the pages themselves stand here, those of the engine in `engine.sayings`. What is in neither is shown in
the engine's own words.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.sayings import MET_AT_PAGES, Saying
from web.language import noted

__all__ = ["SAYINGS", "Saying"]

SAYINGS: Mapping[str, Saying] = {
    **MET_AT_PAGES,
    "WEB-LOGIN-NEEDED": Saying(noted("请先登录"), noted("登录以后会回到刚才的页面；填写的内容没有丢失。")),
    "WEB-NOT-FOR-YOU": Saying(
        noted("当前账号不能使用这个页面"),
        noted("请换用办理此事的账号登录；如果您认为应当可以使用，请联系机关的系统管理员。"),
    ),
    "WEB-FROM-ELSEWHERE": Saying(
        noted("没有收下：提交的内容不是从本站的页面发出的"),
        noted("请重新打开本站页面，刷新后再提交一次。"),
    ),
    "WEB-TOO-LARGE": Saying(noted("发送的内容太大"), noted("单个文件不超过20 MB；请压缩后重试，或者分次上传。")),
    "WEB-UNREADABLE": Saying(noted("发送的内容无法读取"), noted("请刷新页面后再提交一次。")),
    "WEB-NO-SUCH-PAGE": Saying(noted("没有这个页面"), noted("请核对网址，或者回到首页查找事项。")),
    "WEB-NOT-WITHDRAWABLE": Saying(
        noted("这份申请现在不能撤回"),
        noted("请查看办件：可能已经作出决定，或者已经办结。"),
    ),
    "WEB-TOO-FAST": Saying(noted("操作太频繁"), noted("请稍等片刻再试；填写的内容没有丢失。")),
    "WEB-BROKEN": Saying(
        noted("系统出了差错"),
        noted("差错已记录。请稍后再试；如果一直如此，请把下面的编号告诉办理机关。"),
    ),
    "WEB-NOT-ALLOWED": Saying(noted("这个网址不接受这样的操作"), noted("请从页面上的按钮操作。")),
    "API-NO-SUCH-ADDRESS": Saying(noted("接口没有这个地址"), noted("请对照接口说明（/api）核对地址。")),
    "API-NOT-ALLOWED": Saying(noted("这个地址不接受这种方法"), noted("请使用响应头 Allow 列出的方法。")),
    "API-NOT-UNDERSTOOD": Saying(
        noted("请求与接口说明不符"),
        noted("请更正 problems 逐项指出的内容；接口说明见 /api/v1/openapi.json。"),
    ),
}
