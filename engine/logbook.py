"""What the acts and the details of the log are called, for whoever reads it at a page.

An entry says what it says in the words of the record, which never change; here each has its name in both languages. A
detail without one is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.plain import outcome_called
from engine.terms import Language, Standing, Titled

LOGGED: Mapping[str, Titled] = {
    "account": Titled("写入账号或岗位", "write an account or its roles"),
    "publish": Titled("发布事项", "publish a matter"),
    "retire": Titled("停办事项", "retire a matter"),
    "slot": Titled("设置预约名额", "set the places at a time"),
    "password": Titled("更换密码", "give a password"),
    "deputy": Titled("委托代理", "appoint a deputy"),
    "deputy_ended": Titled("结束代理", "end a deputy's time"),
    "organs": Titled("更新机关", "change the organs"),
    "calendar": Titled("更新工作日历", "change the calendar"),
    "keys": Titled("更新印章密钥", "change the seals' keys"),
    "take_over": Titled("接手离岗人员的待办", "take over from a leaver"),
    "erase": Titled("到期删除", "erase what had its time"),
    "bar": Titled("限制告知承诺", "bar from promising"),
    "needless_proof": Titled("列入不再索要的证明", "enter a needless proof"),
    "token": Titled("发放程序令牌", "give a program a token"),
    "token_revoked": Titled("撤销程序令牌", "take a token back"),
    "webhook_replayed": Titled("重新通知其他系统", "have a system called again"),
    "log_in": Titled("登录", "log in"),
    "log_out": Titled("退出", "log out"),
    "log_out_everywhere": Titled("在所有设备上退出", "log out everywhere"),
    "closed_after_failures": Titled("连续输错，账号停用", "close after failures"),
    "second_factor_enrolled": Titled("启用第二重验证", "set a second factor up"),
    "second_factor_removed": Titled("移除第二重验证", "remove the second factor"),
    "second_factor_reset": Titled("重置第二重验证", "reset a second factor"),
    "recovery_code_used": Titled("使用恢复码", "use a recovery code"),
    "recovery_codes_renewed": Titled("重新生成恢复码", "renew the recovery codes"),
    "identity_linked": Titled("统一身份首次登录", "come in by another house the first time"),
    "log_exported": Titled("导出日志", "export the log"),
    "reveal": Titled("查看号码", "have a number shown"),
    "find_by_name": Titled("按申请人姓名查找办件", "look for cases by the applicant's name"),
}
"""What the acts of the office's ledgers are called."""

_SAID: Mapping[str, Titled] = {
    "about": Titled("关于原文书", "about the paper"),
    "account": Titled("账号", "account"),
    "address": Titled("网络地址", "network address"),
    "after": Titled("起于", "after"),
    "agree": Titled("一致的填报项", "answers that agree"),
    "applicant": Titled("申请人", "applicant"),
    "asked": Titled("要求补正", "asked to correct"),
    "at_step": Titled("所在环节", "at the step"),
    "attempts": Titled("尝试次数", "tries"),
    "authorisation": Titled("授权", "authorisation"),
    "bundle": Titled("事项版本指纹", "fingerprint of the matter"),
    "by_document": Titled("依据文书", "by the document"),
    "bytes": Titled("字节数", "bytes"),
    "calls": Titled("通知次数", "calls"),
    "capacity": Titled("名额", "places"),
    "case_number": Titled("办件编号", "case"),
    "cases": Titled("找到的办件", "cases found"),
    "child": Titled("子办件", "child case"),
    "cleared": Titled("不再索要的证明", "proof that is needless"),
    "commitment": Titled("承诺", "promise"),
    "consulted": Titled("查用的决策表", "decision table asked"),
    "content": Titled("内容摘要值", "digest of the content"),
    "count": Titled("数量", "how many"),
    "counts_from": Titled("起算日", "counts from"),
    "dated": Titled("落款日期", "dated"),
    "delivered_at": Titled("送达时间", "served at"),
    "deputy": Titled("代理人", "deputy"),
    "absent": Titled("离岗人", "away"),
    "document": Titled("文书", "document"),
    "due": Titled("应交证明", "proofs that are due"),
    "due_before": Titled("原届满日", "last day before"),
    "effective": Titled("施行日", "in effect from"),
    "ended_by": Titled("终结于", "ended by"),
    "ends_at": Titled("有效至", "valid until"),
    "entries": Titled("记录条数", "entries"),
    "entry": Titled("所指记录", "entry meant"),
    "error": Titled("错误", "error"),
    "event": Titled("事件", "event"),
    "files": Titled("提交的文件", "files handed in"),
    "first": Titled("第一天", "first day"),
    "form": Titled("表单", "form"),
    "granted": Titled("授予的岗位", "role granted"),
    "holds": Titled("现有", "now there"),
    "id": Titled("标识", "id"),
    "instead": Titled("替代方式", "what stands instead"),
    "irregular": Titled("非常规", "irregular"),
    "issuer": Titled("身份提供方", "provider of identities"),
    "kind": Titled("种类", "kind"),
    "last": Titled("最后一天", "last day"),
    "ledger": Titled("哪份日志", "which log"),
    "legal": Titled("法定行为", "act of the law"),
    "matter": Titled("事项", "matter"),
    "merged": Titled("并入的办件", "case taken in"),
    "message": Titled("消息", "message"),
    "moved": Titled("改变的期限", "days that moved"),
    "name": Titled("名称", "name"),
    "named": Titled("指名的人", "people named"),
    "number_of": Titled("文号", "number"),
    "of": Titled("所涉", "of"),
    "on": Titled("日期", "on"),
    "on_behalf": Titled("代理", "on behalf of"),
    "opened": Titled("开出的子办件", "child cases opened"),
    "organ": Titled("机关", "organ"),
    "organs": Titled("选定的机关", "organs chosen"),
    "outcome": Titled("结果", "outcome"),
    "overrun": Titled("超过的期限", "limits overrun"),
    "papers": Titled("文书", "documents"),
    "parent": Titled("主办件", "parent case"),
    "part": Titled("主办件中的一件", "part of the parent"),
    "particulars": Titled("行为的要素", "particulars of the act"),
    "passed": Titled("届满日", "last day that passed"),
    "path": Titled("填报项", "answer"),
    "place": Titled("位置", "place"),
    "procedures": Titled("特别程序", "special procedures"),
    "promised": Titled("作出的承诺", "promises made"),
    "purpose": Titled("用途", "purpose"),
    "reason": Titled("理由", "reason"),
    "receiver": Titled("签收人", "who took it"),
    "reference": Titled("对方编号", "reference of the system"),
    "revoked": Titled("收回的岗位", "role taken back"),
    "role": Titled("岗位", "role"),
    "roles": Titled("岗位", "roles"),
    "scopes": Titled("权限", "what it may"),
    "seen": Titled("看到的", "seen"),
    "sender": Titled("发送方", "sender"),
    "served_on": Titled("送达日", "served on"),
    "several": Titled("多人", "several"),
    "sha256": Titled("文件摘要值", "digest of the file"),
    "shown": Titled("出示记录", "what was shown"),
    "shown_by": Titled("出示人", "shown by"),
    "signal": Titled("信号", "signal"),
    "signed": Titled("签署人", "who signed"),
    "silence": Titled("逾期未办的期限", "limit passed in silence"),
    "since": Titled("起始日", "since"),
    "slot": Titled("时间", "time"),
    "source": Titled("依据", "source"),
    "status": Titled("状态", "status"),
    "step": Titled("环节", "step"),
    "system": Titled("系统", "system"),
    "task": Titled("待办", "task"),
    "tasks": Titled("待办数", "tasks"),
    "title": Titled("标题", "title"),
    "to": Titled("对象", "to"),
    "token": Titled("令牌", "token"),
    "took_part": Titled("参与人", "who took part"),
    "unavailable": Titled("未能查询的原因", "why it could not be asked"),
    "until": Titled("截止", "until"),
    "version": Titled("版本", "version"),
    "voting": Titled("表决", "votes"),
    "way": Titled("送达方式", "way of service"),
    "what": Titled("删除了什么", "what"),
    "where": Titled("地点", "where"),
    "why": Titled("原因", "why"),
}  # fmt: skip
"""What the details of entries are called."""
_WORDS: Mapping[str, Mapping[str, Titled]] = {
    "what": {"drafts": Titled("草稿", "drafts"), "files": Titled("不再引用的文件", "files nothing refers to")},
    "status": {word.value: word.titled for word in Standing},
}
"""What the values of some details are called."""
_LEFT_OUT = frozenset({"number", "at", "actor", "act", "note", "published_at"})
"""What stands in a column of its own, or is known from another detail."""


def act_called(act: str, language: Language) -> str:
    """What an act of the log is called; one that nobody named stays itself."""
    titled = LOGGED.get(act) or outcome_called(None, act)
    return titled.say(language) if titled else act


def details(entry: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """What an entry says beside who did what when: the name of each detail and what it is, in words."""
    return [
        (detail_called(key, language), _worded(key, value, language))
        for key, value in entry.items()
        if key not in _LEFT_OUT
    ]


def detail_called(key: str, language: Language) -> str:
    """What a detail of an entry is called; one that nobody named stays itself."""
    return _SAID[key].say(language) if key in _SAID else key


def _worded(key: str, value: Any, language: Language) -> str:
    if isinstance(value, bool):
        return (Titled("是", "yes") if value else Titled("否", "no")).say(language)
    if isinstance(value, Mapping):
        between, colon = ("，", "：") if language == "zh" else (", ", ": ")
        return between.join(
            f"{detail_called(name, language)}{colon}{_worded(name, one, language)}" for name, one in value.items()
        )
    if isinstance(value, list):
        return ("、" if language == "zh" else ", ").join(_worded(key, one, language) for one in value)
    known = _WORDS.get(key, {}).get(str(value)) or (outcome_called(None, str(value)) if key == "outcome" else None)
    return known.say(language) if known else str(value)
