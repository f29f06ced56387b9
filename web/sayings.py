"""What a refusal means to people at a page: a sentence and what to do, in Chinese; `english.po` has the English.

One row per code that a page may show. What is not here is shown in the engine's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from web.language import noted


class Saying(NamedTuple):
    """What happened, and what to do."""

    happened: str
    remedy: str


def _saying(happened: str, remedy: str) -> Saying:
    return Saying(happened, remedy)


SAYINGS: Mapping[str, Saying] = {
    # ---- the pages themselves
    "WEB-LOGIN-NEEDED": _saying(noted("请先登录"), noted("登录以后会回到刚才的页面；填写的内容没有丢失。")),
    "WEB-NOT-FOR-YOU": _saying(
        noted("当前账号不能使用这个页面"),
        noted("请换用办理此事的账号登录；如果您认为应当可以使用，请联系机关的系统管理员。"),
    ),
    "WEB-FROM-ELSEWHERE": _saying(
        noted("没有收下：提交的内容不是从本站的页面发出的"), noted("请重新打开本站页面，刷新后再提交一次。")
    ),
    "WEB-TOO-LARGE": _saying(noted("发送的内容太大"), noted("单个文件不超过20 MB；请压缩后重试，或者分次上传。")),
    "WEB-UNREADABLE": _saying(noted("发送的内容无法读取"), noted("请刷新页面后再提交一次。")),
    "WEB-NO-SUCH-PAGE": _saying(noted("没有这个页面"), noted("请核对网址，或者回到首页查找事项。")),
    "WEB-NOT-WITHDRAWABLE": _saying(
        noted("这份申请现在不能撤回"), noted("请查看办件：可能已经作出决定，或者已经办结。")
    ),
    "CORRECTION-LOCKED": _saying(
        noted("更改了补正通知没有指出的内容"), noted("只能更正通知指出的内容，其余内容请保持原样。")
    ),
    "CORRECTION-INCOMPLETE": _saying(
        noted("补正通知指出的内容还有没更正的"), noted("请逐项更正；确实不需要更正的，请在说明里写明理由。")
    ),
    "CORRECTION-ITEM-UNKNOWN": _saying(
        noted("补正事项里有一项既不是材料，也不是填写项"), noted("请从申请材料和填写项中选择。")
    ),
    "WEB-TOO-FAST": _saying(noted("操作太频繁"), noted("请稍等片刻再试；填写的内容没有丢失。")),
    "WEB-BROKEN": _saying(
        noted("系统出了差错"), noted("差错已记录。请稍后再试；如果一直如此，请把下面的编号告诉办理机关。")
    ),
    "WEB-NOT-ALLOWED": _saying(noted("这个网址不接受这样的操作"), noted("请从页面上的按钮操作。")),
    # ---- other programs
    "API-NO-SUCH-ADDRESS": _saying(noted("接口没有这个地址"), noted("请对照接口说明（/api）核对地址。")),
    "API-NOT-ALLOWED": _saying(noted("这个地址不接受这种方法"), noted("请使用响应头 Allow 列出的方法。")),
    "API-NOT-UNDERSTOOD": _saying(
        noted("请求与接口说明不符"), noted("请更正 problems 逐项指出的内容；接口说明见 /api/v1/openapi.json。")
    ),
    "TOKEN-NOT-VALID": _saying(
        noted("访问令牌无效、已过期或者已撤销"), noted("请在 Authorization 中发送有效的访问令牌；令牌由机关发放。")
    ),
    "TOKEN-SCOPE": _saying(noted("访问令牌不包含这项用途"), noted("请使用发放时包含所列用途的访问令牌。")),
    "FEED-CURSOR": _saying(noted("不是动态列表给出的游标"), noted("请发送上一次应答中的 cursor；从头开始时不要发送。")),
    "WEBHOOK-UNKNOWN": _saying(noted("没有属于您的这个通知地址"), noted("请核对名称；通知地址由机关设置。")),
    "FORM-UNKNOWN": _saying(noted("事项没有这张表"), noted("请从事项列出的表中选择。")),
    # ---- who is asking
    "ACCESS-LOGIN-REFUSED": _saying(
        noted("账号与密码不相符，或者账号因连续输错而暂时停用"),
        noted("请核对账号和密码。连续输错5次，账号停用15分钟；忘记密码请到窗口办理重置。"),
    ),
    "ACCESS-PASSWORD-REFUSED": _saying(
        noted("不能使用这个密码"), noted("密码应为10至200个字符，不得与账号相同；用一句话作密码最好。")
    ),
    "ACCESS-PROVIDER-AWAY": _saying(
        noted("统一身份认证暂时没有应答"), noted("请用本站的密码登录，或者稍后再试；没有丢失任何内容。")
    ),
    "ACCESS-IDENTITY-REFUSED": _saying(
        noted("统一身份认证没有完成"), noted("请从本站的登录页重新开始，在同一个窗口里十分钟内完成。")
    ),
    "ACCESS-IDENTITY-UNKNOWN": _saying(
        noted("您的统一身份在这里还没有对应的账号"), noted("请联系办理机关建立或者核对账号；也可以用本站的密码登录。")
    ),
    "ACCESS-CODE-REFUSED": _saying(
        noted("验证码不正确、已经用过，或者账号因连续输错而暂时停用"),
        noted("请等应用显示下一个数字再填写，并核对手机的时间；每个恢复码只能用一次。"),
    ),
    "ACCESS-NO-SECOND-FACTOR": _saying(
        noted("这个账号没有等待确认的第二重验证"), noted("请在“我的账号”里重新开始启用。")
    ),
    "ACCESS-SECOND-FACTOR-THERE": _saying(
        noted("这个账号已经启用了第二重验证"), noted("要换手机，请先移除现在的验证器。")
    ),
    "AUTHORITY-NOT-YOURS": _saying(
        noted("您不能办理此事"), noted("请由负责这一环节的人办理；如果您认为应当由您办理，请联系机关的系统管理员。")
    ),
    "AUTHORITY-SAME-PERSON": _saying(
        noted("您已经办理过本件的其他环节，依法应由不同的人办理"), noted("请把这一环节交给没有参与过的同事。")
    ),
    "AUTHORITY-NAMED-UNKNOWN": _saying(
        noted("填写的人还没有在这里实名注册"), noted("请核对证件号码；确实没有注册的，请对方注册以后再提交。")
    ),
    "AUTHORITY-NAMED-TWICE": _saying(
        noted("同一个人不能既是这一方又是另一方"), noted("请填写另一个人；任何人不能替自己的办件确认或者见证。")
    ),
    "AUTHORITY-APPLICANT-NOT-NAMED": _saying(
        noted("申请人不是填写的双方之一"), noted("请由双方之一用自己的账号提出，并填写账号对应的证件号码。")
    ),
    "SHOWING-UNREADABLE": _saying(noted("这不是对方出示的动态码"), noted("请重新扫描完整的二维码。")),
    "SHOWING-FORGED": _saying(
        noted("这个码不是本系统生成的，或者被改动过"), noted("请不要相信出示的人，并向公安机关报告。")
    ),
    "SHOWING-EXPIRED": _saying(
        noted("这个码已经过期"), noted("请对方出示现在的码：每分钟更换一次，旧码的截图不能证明身份。")
    ),
    "SHOWING-USED": _saying(noted("这个码已经核验过"), noted("请对方出示新的码：每个码只能核验一次。")),
    "SHOWING-OF-ANOTHER": _saying(
        noted("这个码属于别人，或者属于别的办件"),
        noted("请对方出示本单的码；出示不了的，请选择“不一致”，派出所会接到报警。"),
    ),
    "SHOWING-NOT-FOR-YOU": _saying(noted("这个码是给别人核验的"), noted("请对方出示给您核验的码。")),
    "SHOWING-NOTHING": _saying(
        noted("您在这里没有可以出示的"), noted("只能出示指名您办理的办件，或者签发给您的文书。")
    ),
    "SHOWING-NOT-IN-FORCE": _saying(
        noted("这份文书已经不再有效，不能亮证，也不能授权查阅"), noted("请使用替换它的文书。")
    ),
    "AUTHORISATION-REFUSED": _saying(
        noted("没有授权"), noted("请选择列出的机关，用一行文字写明为办理什么，并选择今天或者以后的一天。")
    ),
    "AUTHORISATION-UNKNOWN": _saying(noted("您没有给过这项授权"), noted("请查看“我的授权”里列出的各项。")),
    "MAIL-CHOICE": _saying(
        noted("没有保存：这一类通知不能这样选择"), noted("请从列出的方式中选择；法律要求及时告知的，总是随时发送。")
    ),
    "QUESTION-UNKNOWN": _saying(
        noted("没有等您答复的这个询问"), noted("请刷新办件页面：它可能已经答复，或者应当由对方答复。")
    ),
    "QUESTION-TOO-MANY": _saying(
        noted("已经有十个询问在等候答复"), noted("请等对方答复；急事请打办事指南里的电话。")
    ),
    "QUESTION-CASE-CLOSED": _saying(
        noted("这一件已经办结归档，不能再询问或者答复"), noted("请打办事指南里的电话，或者提出新的申请。")
    ),
    "PROMISE-UNKNOWN": _saying(
        noted("这一件里没有这项承诺，或者它已经了结"), noted("请查看“我的承诺”，那里列出各项承诺和它现在的状态。")
    ),
    "PROMISE-RELIED-ON": _saying(
        noted("已经根据这项承诺作出决定，不能再撤回"),
        noted("如果情况与承诺不符，请立即告诉办理机关：主动说明的差错不算虚假承诺。"),
    ),
    "AUTHORITY-TWO-OFFICERS": _saying(
        noted("这一环节依法应由两名以上工作人员进行"), noted("请填写足够人数的工作人员，其中应当包括您本人。")
    ),
    "AUTHORITY-ADMINISTRATORS-APART": _saying(
        noted("系统管理员、安全管理员、审计管理员必须分设，且不得兼任其他岗位"),
        noted("请由不同的人分别担任，每人只任一个岗位。"),
    ),
    "AUTHORITY-OWN-RIGHTS": _saying(noted("不能更改自己账号的权限"), noted("请由另一名安全管理员办理。")),
    "AUTHORITY-CLAIMED": _saying(noted("同事已经签收了这件待办"), noted("请办理其他待办，或者请同事退回这一件。")),
    "AUTHORITY-UNKNOWN-ACCOUNT": _saying(noted("没有这个账号"), noted("请核对账号。")),
    "REVEAL-UNEXPLAINED": _saying(
        noted("请写明查看完整号码的理由"), noted("写几个字说明用途，例如“核对身份证原件”；理由会记入日志。")
    ),
    "REVEAL-UNKNOWN": _saying(noted("这里没有隐去的号码"), noted("请刷新办件页面后再选择。")),
    # ---- administration
    "ADMIN-REASON-MISSING": _saying(noted("请写明理由"), noted("例如任职文件的文号；理由会记入日志。")),
    "ADMIN-ROLE-UNKNOWN": _saying(noted("没有这个岗位，或者该账号没有担任"), noted("请从列出的岗位中选择。")),
    "MATTER-ARCHIVE-REFUSED": _saying(
        noted("压缩包不能使用"), noted("请把事项的文件夹（其中有matter.yaml）打成一个.zip文件后再发送。")
    ),
    "MATTER-TOO-LARGE": _saying(noted("文件夹太大"), noted("请只保留事项需要的文件。")),
    "MATTER-REFUSED": _saying(noted("事项的定义有错误，没有发布"), noted("请按下面列出的各处更正后再发布。")),
    "ACCOUNT-REFUSED": _saying(noted("账号的内容不符合要求"), noted("请按下面的说明更正；没有写入任何内容。")),
    "ACCOUNT-EXISTS": _saying(noted("已经有这个账号"), noted("请换一个账号名。")),
    "CALENDAR-REFUSED": _saying(noted("日历文件不能使用"), noted("请按国务院的通知更正文件；没有写入任何内容。")),
    "ORGANS-REFUSED": _saying(noted("机关文件不能使用"), noted("请按下面的说明更正文件；没有写入任何内容。")),
    "OFFICE-UNWRITABLE": _saying(
        noted("机关的文件夹不能写入"), noted("请检查磁盘空间和权限后再试；没有丢失任何内容。")
    ),
    "JOB-UNKNOWN": _saying(noted("没有这项搁置的作业"), noted("它可能已经重新执行；请刷新列表。")),
    "DEPUTY-REFUSED": _saying(
        noted("不能这样委托代理"), noted("代理人应当是同一机关在岗的另一名工作人员，日期从今天起，岗位是本人担任的。")
    ),
    "DEPUTY-UNKNOWN": _saying(noted("没有这项代理"), noted("请刷新列表。")),
    # ---- cases and tasks
    "CASE-UNKNOWN": _saying(noted("没有这个办件，或者它不属于您"), noted("请核对办件编号；您的办件列在“我的办件”里。")),
    "CASE-STALE": _saying(
        noted("您打开页面以后，这件已经有了变化"), noted("请刷新页面看看有什么变化，再决定是否继续。")
    ),
    "CASE-CONFLICT": _saying(noted("别人同时办理了这一件"), noted("请刷新页面看看结果；如果没有办成，请再试一次。")),
    "CASE-OVERTAKEN": _saying(noted("期限已到，这件已经依法有了结果"), noted("请刷新页面查看。")),
    "CASE-ACT-NOT-OPEN": _saying(noted("这件现在不能这样办理"), noted("请刷新页面，从列出的操作中选择。")),
    "CASE-ACT-NOT-OFFERED": _saying(noted("这个事项没有这种操作"), noted("请从列出的操作中选择。")),
    "CASE-ACT-UNKNOWN": _saying(noted("没有这种操作"), noted("请从列出的操作中选择。")),
    "CASE-ACT-ONLY-ONCE": _saying(noted("这项操作依法只能进行一次"), noted("请从列出的操作中选择。")),
    "CASE-SECOND-CORRECTION": _saying(
        noted("补正告知应当一次作出，本件已经告知过"), noted("请依据现有材料受理或者不予受理。")
    ),
    "CASE-IRREGULAR-UNEXPLAINED": _saying(
        noted("不合常规的操作应当说明理由"), noted("请写明为什么仍然需要这样办理；监督人员会看到。")
    ),
    "CASE-NOT-IRREGULAR": _saying(noted("这项操作不属于不合常规的操作"), noted("请按一般方式办理。")),
    "CASE-CHILD-NOT-GRANTED": _saying(
        noted("联办事项里还有没有准予的，不能准予本件"), noted("请等各联办事项办结；有未获准予的，请写明理由不予许可。")
    ),
    "CASE-CHILD-REFUSED": _saying(
        noted("联办申请缺少其中一个事项要求的内容，因此全部没有提交"), noted("请按提示补充该事项的内容后再提交。")
    ),
    "PAPER-UNKNOWN": _saying(
        noted("没有向您签发过这个文号的文书"), noted("请按文书上的文号填写；应当是本系统签发给同一持有人的文书。")
    ),
    "PAPER-NOT-IN-FORCE": _saying(noted("填写的文书已经不再有效"), noted("请填写替换它的文书，或者申请新的许可。")),
    "PAPER-RENEWAL-LATE": _saying(
        noted("已经过了申请延续的期限"), noted("请申请新的许可；延续应当在有效期届满前的规定日期以前申请。")
    ),
    "CASE-NO-ORGAN": _saying(
        noted("所选的地方或者机关不在本站办理"), noted("请从列出的机关中选择，或者到所选的机关提出申请。")
    ),
    "CASE-PROOF-DUE": _saying(
        noted("申请人已经撤回承诺，证明还没有补交，现在不能作出准予的决定"),
        noted("请等申请人补交证明；逾期不补交的，可以写明理由不予许可。"),
    ),
    "COMMITMENT-BARRED": _saying(
        noted("暂时不能采用告知承诺方式"), noted("请在承诺一项选择“否”，并上传对应的证明材料。")
    ),
    "CASE-SERVICE": _saying(
        noted("送达的情况不符合规定，或者缺少证明"),
        noted("请写明送达方式、日期（决定之日至今天）、签收人；邮寄的写明邮件号码。"),
    ),
    "CASE-MERGE": _saying(
        noted("不能并入所填的办件"), noted("请核对办件编号：应当是同一事项中正在办理或者已经答复的另一件。")
    ),
    "CASE-HEARING-DAY": _saying(
        noted("听证的日期不能这样定"), noted("请按法律规定的天数确定日期；逾期提出的听证要求不停止计算期限。")
    ),
    "CASE-EXTENSION": _saying(noted("不能这样延长期限"), noted("请核对延长的天数；只能在期限届满前延长一次。")),
    "CASE-SUSPENDED": _saying(noted("这件正在特别程序中，期限已停止计算"), noted("请等特别程序结束后再办理。")),
    "CASE-SUSPEND-REASON": _saying(
        noted("只有法律列明的情形可以停止计算期限"), noted("请从列出的特别程序中选择，或者申请延长期限。")
    ),
    "CASE-PAUSE": _saying(noted("这个期限不能停止计算"), noted("请从列出的操作中选择。")),
    "CASE-PARTICULAR-MISSING": _saying(noted("还缺少这项操作所需的内容"), noted("请补充后再试。")),
    "CASE-KEY-REUSED": _saying(
        noted("这份申请已经用同一凭据提交过另一份内容"), noted("请到“我的办件”查看；要另外申请，请重新填写一份。")
    ),
    "CASE-PAPER-IMPOSSIBLE": _saying(
        noted("按现有内容无法制作文书，因此没有办理"), noted("请按下面的说明更正内容后再试。")
    ),
    "CASE-CLOCK-SET-BACK": _saying(
        noted("服务器的时钟被调回过去"), noted("请联系机关的系统管理员；没有丢失任何内容。")
    ),
    "CASE-OF-ANOTHER-MATTER": _saying(noted("这件属于另一个事项"), noted("请核对办件编号。")),
    "CASE-STORY-BROKEN": _saying(noted("这件的办理经过无法读取"), noted("请联系机关的系统管理员。")),
    "STEP-NOT-OPEN": _saying(noted("这个环节现在没有开放"), noted("请刷新页面看看这件办到了哪一步。")),
    "TASK-UNKNOWN": _saying(noted("没有这件待办"), noted("请刷新待办列表。")),
    "TASK-DONE": _saying(noted("这件待办已经办过了"), noted("请刷新页面查看结果，不必再次提交。")),
    "TASK-NOTE-TOO-LONG": _saying(noted("备注太长"), noted("请缩短后再试。")),
    "TASK-VERB-NOT-POSSIBLE": _saying(noted("这件待办现在不能这样办理"), noted("请从现在可以进行的操作中选择。")),
    "TASK-HELD": _saying(
        noted("这件待办在等别人：已请人提意见，或者还有人没有会签"), noted("请等待或者催办；也可以收回已请求的意见。")
    ),
    "TASK-ANSWER-DAY": _saying(noted("要求答复的日期已经过去"), noted("请填写今天或者以后的日期。")),
    "TASK-DELEGATION-LOOP": _saying(
        noted("不能把待办交给已经经手过的人"), noted("请附上意见交回，或者请没有经手过的人办理。")
    ),
    "CASE-NAME-TOO-SHORT": _saying(noted("姓名太短，不能确定要找谁"), noted("请至少写姓名中连续的两个字。")),
    "CASE-COPIED-ALREADY": _saying(noted("所列的人都已经收到抄送"), noted("请选择还没有收到抄送的人。")),
    "TASK-NOTE-MISSING": _saying(noted("请写明意见"), noted("这项操作需要写一句话说明。")),
    "TASK-OUTCOME-NOT-OFFERED": _saying(noted("这个环节没有这个选项"), noted("请从列出的选项中选择。")),
    "MESSAGE-NOT-AWAITED": _saying(noted("没有环节在等待这条消息"), noted("请刷新页面看看这件办到了哪一步。")),
    "CALENDAR-MISSING": _saying(
        noted("国务院尚未公布所需年份的放假安排，期限算不出来"), noted("请联系机关的系统管理员导入该年的工作日历。")
    ),
    # ---- forms, materials, drafts
    "FORM-INVALID": _saying(noted("有填写项需要更正"), noted("请按提示更正后再提交；其他内容都已保留。")),
    "FORM-NOT-ASKED": _saying(noted("这个环节不需要填写表单"), noted("请刷新页面。")),
    "MATERIAL-MISSING": _saying(noted("还缺少必需的材料"), noted("请为列出的每项材料上传文件。")),
    "MATERIAL-REFUSED": _saying(
        noted("这个文件不能作为该项材料"), noted("请上传完整、未加密的文件，格式和大小以页面说明为准。")
    ),
    "MATERIAL-UNKNOWN": _saying(noted("没有这个文件，或者它属于别的办件"), noted("请从办件的申请材料里选择。")),
    "MATERIAL-UNCHECKED": _saying(
        noted("这个文件还没有经过病毒检查"), noted("请过几分钟再打开；长时间没有结果的，请联系系统管理员。")
    ),
    "MATERIAL-INFECTED": _saying(
        noted("这个文件带有恶意代码，不能打开"), noted("请通知申请人换一台设备重新提交这份材料。")
    ),
    "ANSWER-MISSING-GLYPH": _saying(
        noted("填写的内容里有一个文书无法印出的字"), noted("请核对这个字；确属姓名用字的，请联系机关补充字库。")
    ),
    "DRAFT-UNKNOWN": _saying(noted("没有这份草稿"), noted("它可能已经提交或者删除；请到“我的办件”查看。")),
    "DRAFT-FULL": _saying(noted("草稿里的文件太多"), noted("请先删除不需要的文件。")),
    # ---- the desk
    "BATCH-UNKNOWN": _saying(noted("没有这一批办理，或者不是您的"), noted("请回到待办：每一件都显示它现在的情况。")),
    "BATCH-REFUSED": _saying(
        noted("这些待办不能一并办理"), noted("有的已经不在您的待办里，或者一次勾选太多；请回到待办重新勾选。")
    ),
    "DESK-VIEW-REFUSED": _saying(noted("常用筛选没有保存"), noted("名称1到40个字；最多存20个，请先删除不用的。")),
    "MATTER-MISSING": _saying(noted("没有这个事项，或者它还没有开始办理"), noted("请回到首页查找事项。")),
    "SITUATION-UNKNOWN": _saying(noted("没有这个选项"), noted("选项可能已经调整，请从第一个问题重新选择。")),
    # ---- documents
    "DOCUMENT-UNKNOWN": _saying(noted("没有这份文书，或者您不能取得它"), noted("请核对文号或者核验码。")),
    "DOCUMENT-NOT-FOR-YOU": _saying(
        noted("这份文书是机关内部的，不向申请人提供"), noted("请查看办件中的通知和决定；本次请求已记录。")
    ),
    "DOCUMENT-NOT-READY": _saying(noted("文书正在盖章"), noted("请过几秒钟再试。")),
    "DOCUMENT-REVOKED": _saying(noted("这份文书已经撤销"), noted("请查看撤销通知。")),
    "DOCUMENT-REASON-MISSING": _saying(noted("请说明理由"), noted("撤销文书应当写明理由，通知书会载明。")),
    "DOCUMENT-REVOCATION-UNTOLD": _saying(
        noted("这个事项没有撤销通知书，不能撤销文书"), noted("请联系设计事项的同事补充通知书。")
    ),
    # ---- ratings and figures
    "RATING-REFUSED": _saying(
        noted("这个评价或者说明不能收下"),
        noted("请选择一档评价；整件在办结以后评价，到场的评价写明日期；联系和整改的情况用一句话写明。"),
    ),
    "RATING-ONCE": _saying(
        noted("已经评价过了"), noted("每件、每次到场各评价一次；还有要说的，请告诉联系您的工作人员。")
    ),
    "RATING-UNKNOWN": _saying(noted("没有这个等待整改的评价"), noted("请刷新页面，从列出的评价中选择。")),
    "RATING-ORDER": _saying(
        noted("这一步已经做过，或者还没有轮到"), noted("先联系评价人，再写整改结果；请刷新页面看看。")
    ),
    "STATISTICS-REFUSED": _saying(noted("不能这样统计"), noted("请把月份写成2026-03的样子，起始月份不晚于终止月份。")),
    # ---- the machine room
    "FILES-DISK-FULL": _saying(noted("存放文件的磁盘已满"), noted("请稍后再试；没有丢失任何内容。")),
    "FILES-UNWRITABLE": _saying(noted("暂时不能保存文件"), noted("请稍后再试；没有丢失任何内容。")),
    "FILES-UNREADABLE": _saying(noted("暂时不能读取文件"), noted("请稍后再试。")),
    "FILES-MISSING": _saying(noted("找不到这个文件"), noted("请联系办理机关。")),
    "FILES-DAMAGED": _saying(noted("这个文件已损坏，不能提供"), noted("请联系办理机关。")),
    "STORE-BUSY": _saying(noted("系统正忙"), noted("请稍等片刻再试；没有丢失任何内容。")),
    "STORE-DEADLOCK": _saying(noted("系统正忙"), noted("请稍等片刻再试；没有丢失任何内容。")),
    "STORE-CONFLICT": _saying(noted("别人同时写了同一处内容"), noted("请刷新页面看看结果；如果没有办成，请再试一次。")),
    "STORE-GONE": _saying(noted("暂时连不上数据库"), noted("请稍后再试；已经确认的内容都在。")),
    "STORE-FULL": _saying(noted("数据库所在的磁盘已满"), noted("请稍后再试；没有丢失任何内容。")),
    "STORE-UNWRITABLE": _saying(noted("数据库不能写入"), noted("请稍后再试；没有丢失任何内容。")),
    "STORE-DAMAGED": _saying(noted("数据库已损坏"), noted("请联系办理机关。")),
    "STORE-NOT-READY": _saying(noted("系统正在升级"), noted("请稍后再试。")),
}
