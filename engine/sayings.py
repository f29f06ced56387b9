"""What each refusal and failure says in Chinese: a sentence, and what to do. English is what the errors say themselves.

One row per code. The pages show those that applicants and officials meet there (`web/english.po` has their English);
the command line shows all, with what to do at a terminal where that is another thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Saying(NamedTuple):
    """What happened, and what to do."""

    happened: str
    remedy: str
    at_terminal: str = ""
    """What to do at a terminal; empty: the same."""


MET_AT_PAGES: Mapping[str, Saying] = {
    # ---- corrections
    "CORRECTION-LOCKED": Saying("更改了补正通知没有指出的内容", "只能更正通知指出的内容，其余内容请保持原样。"),
    "CORRECTION-INCOMPLETE": Saying(
        "补正通知指出的内容还有没更正的",
        "请逐项更正；确实不需要更正的，请在说明里写明理由。",
        "请逐项提交或者更正；确实不需要更正的，请用 --note 写明理由。",
    ),
    "CORRECTION-ITEM-UNKNOWN": Saying(
        "补正事项里有一项既不是材料，也不是填写项",
        "请从申请材料和填写项中选择。",
        "请写材料的编号或者名称，或者申请表填写项的路径（partners[1].years 是第二行）或者名称。",
    ),
    # ---- other programs
    "TOKEN-NOT-VALID": Saying(
        "访问令牌无效、已过期或者已撤销",
        "请在 Authorization 中发送有效的访问令牌；令牌由机关发放。",
        "请发送 Authorization: Bearer TOKEN，其中是有效的访问令牌；令牌由机关用 sealflow token create 发放。",
    ),
    "TOKEN-SCOPE": Saying("访问令牌不包含这项用途", "请使用发放时包含所列用途的访问令牌。"),
    "FEED-CURSOR": Saying("不是动态列表给出的游标", "请发送上一次应答中的 cursor；从头开始时不要发送。"),
    "WEBHOOK-UNKNOWN": Saying(
        "没有属于您的这个通知地址",
        "请核对名称；通知地址由机关设置。",
        "请核对名称；现有的通知地址用 sealflow webhook list 查看。",
    ),
    "FORM-UNKNOWN": Saying("事项没有这张表", "请从事项列出的表中选择。"),
    # ---- who is asking
    "ACCESS-LOGIN-REFUSED": Saying(
        "账号与密码不相符，或者账号因连续输错而暂时停用",
        "请核对账号和密码。连续输错5次，账号停用15分钟；忘记密码请到窗口办理重置。",
    ),
    "ACCESS-PASSWORD-REFUSED": Saying(
        "不能使用这个密码",
        "密码应为10至200个字符，不得与账号相同；用一句话作密码最好。",
    ),
    "ACCESS-PROVIDER-AWAY": Saying(
        "统一身份认证暂时没有应答",
        "请用本站的密码登录，或者稍后再试；没有丢失任何内容。",
        "请用密码登录，或者稍后再试；没有丢失任何内容。",
    ),
    "ACCESS-IDENTITY-REFUSED": Saying(
        "统一身份认证没有完成",
        "请从本站的登录页重新开始，在同一个窗口里十分钟内完成。",
        "请从网页的登录页重新开始，在同一个窗口里十分钟内完成。",
    ),
    "ACCESS-IDENTITY-UNKNOWN": Saying(
        "您的统一身份在这里还没有对应的账号",
        "请联系办理机关建立或者核对账号；也可以用本站的密码登录。",
        "请联系办理机关建立或者核对账号；也可以用密码登录。",
    ),
    "ACCESS-CODE-REFUSED": Saying(
        "验证码不正确、已经用过，或者账号因连续输错而暂时停用",
        "请等应用显示下一个数字再填写，并核对手机的时间；每个恢复码只能用一次。",
        "请等应用显示下一个数字再填写，并核对手机的时间；每个恢复码只能用一次。两样都没有的，"
        "由机关用 sealflow account second-factor --reset 重新开始。",
    ),
    "ACCESS-NO-SECOND-FACTOR": Saying(
        "这个账号没有等待确认的第二重验证",
        "请在“我的账号”里重新开始启用。",
        "请先在网页的“我的账号”里用手机应用启用。",
    ),
    "ACCESS-SECOND-FACTOR-THERE": Saying("这个账号已经启用了第二重验证", "要换手机，请先移除现在的验证器。"),
    "AUTHORITY-NOT-YOURS": Saying(
        "您不能办理此事",
        "请由负责这一环节的人办理；如果您认为应当由您办理，请联系机关的系统管理员。",
    ),
    "AUTHORITY-SAME-PERSON": Saying(
        "您已经办理过本件的其他环节，依法应由不同的人办理",
        "请把这一环节交给没有参与过的同事。",
    ),
    "AUTHORITY-NAMED-UNKNOWN": Saying(
        "填写的人还没有在这里实名注册",
        "请核对证件号码；确实没有注册的，请对方注册以后再提交。",
    ),
    "AUTHORITY-NAMED-TWICE": Saying(
        "同一个人不能既是这一方又是另一方",
        "请填写另一个人；任何人不能替自己的办件确认或者见证。",
    ),
    "AUTHORITY-APPLICANT-NOT-NAMED": Saying(
        "申请人不是填写的双方之一",
        "请由双方之一用自己的账号提出，并填写账号对应的证件号码。",
    ),
    "SHOWING-UNREADABLE": Saying(
        "这不是对方出示的动态码",
        "请重新扫描完整的二维码。",
        "请重新扫描完整的码；印在文书上的核验码用 sealflow document find 核验。",
    ),
    "SHOWING-FORGED": Saying("这个码不是本系统生成的，或者被改动过", "请不要相信出示的人，并向公安机关报告。"),
    "SHOWING-EXPIRED": Saying("这个码已经过期", "请对方出示现在的码：每分钟更换一次，旧码的截图不能证明身份。"),
    "SHOWING-USED": Saying("这个码已经核验过", "请对方出示新的码：每个码只能核验一次。"),
    "SHOWING-OF-ANOTHER": Saying(
        "这个码属于别人，或者属于别的办件",
        "请对方出示本单的码；出示不了的，请选择“不一致”，派出所会接到报警。",
        "请对方出示本单的码；出示不了的，请在这一环节写明不一致。",
    ),
    "SHOWING-NOT-FOR-YOU": Saying("这个码是给别人核验的", "请对方出示给您核验的码。"),
    "SHOWING-NOTHING": Saying(
        "您在这里没有可以出示的",
        "只能出示指名您办理的办件，或者签发给您的文书。",
        "只能出示指名您办理的办件，或者签发给您的文书（用 sealflow document list CASE 查看）。",
    ),
    "SHOWING-NOT-IN-FORCE": Saying(
        "这份文书已经不再有效，不能亮证，也不能授权查阅",
        "请使用替换它的文书。",
        "请使用替换它的文书；各份文书的状态用 sealflow document list CASE 查看。",
    ),
    "AUTHORISATION-REFUSED": Saying(
        "没有授权",
        "请选择列出的机关，用一行文字写明为办理什么，并选择今天或者以后的一天。",
        "请写本系统中的一个机关，用一行文字写明为办理什么，并写今天或者以后的一天。",
    ),
    "AUTHORISATION-UNKNOWN": Saying(
        "您没有给过这项授权",
        "请查看“我的授权”里列出的各项。",
        "您给过的授权用 sealflow authorisation list --as YOU 查看。",
    ),
    "MAIL-CHOICE": Saying(
        "没有保存：这一类通知不能这样选择",
        "请从列出的方式中选择；法律要求及时告知的，总是随时发送。",
    ),
    "QUESTION-UNKNOWN": Saying(
        "没有等您答复的这个询问",
        "请刷新办件页面：它可能已经答复，或者应当由对方答复。",
        "请看看这件的询问：它可能已经答复，或者应当由对方答复。",
    ),
    "QUESTION-TOO-MANY": Saying("已经有十个询问在等候答复", "请等对方答复；急事请打办事指南里的电话。"),
    "QUESTION-CASE-CLOSED": Saying(
        "这一件已经办结归档，不能再询问或者答复",
        "请打办事指南里的电话，或者提出新的申请。",
    ),
    "PROMISE-UNKNOWN": Saying(
        "这一件里没有这项承诺，或者它已经了结",
        "请查看“我的承诺”，那里列出各项承诺和它现在的状态。",
        "请用 sealflow case show 查看这件的承诺；全部待核查的承诺用 sealflow promise list 查看。",
    ),
    "PROMISE-RELIED-ON": Saying(
        "已经根据这项承诺作出决定，不能再撤回",
        "如果情况与承诺不符，请立即告诉办理机关：主动说明的差错不算虚假承诺。",
    ),
    "AUTHORITY-TWO-OFFICERS": Saying(
        "这一环节依法应由两名以上工作人员进行",
        "请填写足够人数的工作人员，其中应当包括您本人。",
    ),
    "AUTHORITY-ADMINISTRATORS-APART": Saying(
        "系统管理员、安全管理员、审计管理员必须分设，且不得兼任其他岗位",
        "请由不同的人分别担任，每人只任一个岗位。",
    ),
    "AUTHORITY-OWN-RIGHTS": Saying("不能更改自己账号的权限", "请由另一名安全管理员办理。"),
    "AUTHORITY-CLAIMED": Saying("同事已经签收了这件待办", "请办理其他待办，或者请同事退回这一件。"),
    "AUTHORITY-UNKNOWN-ACCOUNT": Saying(
        "没有这个账号",
        "请核对账号。",
        "请核对账号的写法；全部账号用 sealflow account list 查看。",
    ),
    "REVEAL-UNEXPLAINED": Saying(
        "请写明查看完整号码的理由",
        "写几个字说明用途，例如“核对身份证原件”；理由会记入日志。",
    ),
    "REVEAL-UNKNOWN": Saying(
        "这里没有隐去的号码",
        "请刷新办件页面后再选择。",
        "请重新打开办件，从其中隐去的号码里选择。",
    ),
    # ---- administration
    "ADMIN-REASON-MISSING": Saying("请写明理由", "例如任职文件的文号；理由会记入日志。"),
    "ADMIN-ROLE-UNKNOWN": Saying("没有这个岗位，或者该账号没有担任", "请从列出的岗位中选择。"),
    "MATTER-ARCHIVE-REFUSED": Saying(
        "压缩包不能使用",
        "请把事项的文件夹（其中有matter.yaml）打成一个.zip文件后再发送。",
    ),
    "MATTER-TOO-LARGE": Saying("文件夹太大", "请只保留事项需要的文件。"),
    "MATTER-REFUSED": Saying(
        "事项的定义有错误，没有发布",
        "请按下面列出的各处更正后再发布。",
        "请更正所列的各处，再用 sealflow matter check 检查。",
    ),
    "ACCOUNT-REFUSED": Saying(
        "账号的内容不符合要求",
        "请按下面的说明更正；没有写入任何内容。",
        "请更正所列的各行，再全部提交一次；没有写入任何内容。",
    ),
    "ACCOUNT-EXISTS": Saying("已经有这个账号", "请换一个账号名。"),
    "CALENDAR-REFUSED": Saying("日历文件不能使用", "请按国务院的通知更正文件；没有写入任何内容。"),
    "ORGANS-REFUSED": Saying(
        "机关文件不能使用",
        "请按下面的说明更正文件；没有写入任何内容。",
        "请照文件中其他各项的写法更正；workflows/_shared 有样例。",
    ),
    "OFFICE-UNWRITABLE": Saying("机关的文件夹不能写入", "请检查磁盘空间和权限后再试；没有丢失任何内容。"),
    "JOB-UNKNOWN": Saying(
        "没有这项搁置的作业",
        "它可能已经重新执行；请刷新列表。",
        "等待执行和搁置的作业用 sealflow job list 查看。",
    ),
    "DEPUTY-REFUSED": Saying(
        "不能这样委托代理",
        "代理人应当是同一机关在岗的另一名工作人员，日期从今天起，岗位是本人担任的。",
    ),
    "DEPUTY-UNKNOWN": Saying("没有这项代理", "请刷新列表。", "现有的代理用 sealflow deputy list 查看。"),
    # ---- cases and tasks
    "CASE-UNKNOWN": Saying(
        "没有这个办件，或者它不属于您",
        "请核对办件编号；您的办件列在“我的办件”里。",
        "请核对办件编号；您能看到的办件用 sealflow case list 查看。",
    ),
    "CASE-STALE": Saying(
        "您打开页面以后，这件已经有了变化",
        "请刷新页面看看有什么变化，再决定是否继续。",
        "请先看看这件现在的情况，再决定是否继续。",
    ),
    "CASE-CONFLICT": Saying(
        "别人同时办理了这一件",
        "请刷新页面看看结果；如果没有办成，请再试一次。",
        "请再办理一次；一般系统会自动再试，不必等人处理。",
    ),
    "CASE-OVERTAKEN": Saying(
        "别人同时在办理这一件，几次都比您先写入",
        "请刷新页面看看现在的情况，再办理。",
        "请先看看这件现在的情况，再办理。",
    ),
    "CASE-ACT-NOT-OPEN": Saying(
        "这件现在不能这样办理",
        "请刷新页面，从列出的操作中选择。",
        "请从详情列出的操作中选择；都不合适的，请申请重新开启这一件。",
    ),
    "CASE-ACT-NOT-OFFERED": Saying(
        "这个事项没有这种操作",
        "请从列出的操作中选择。",
        "请从详情列出的操作中选择，或者办理提供这项操作的待办。",
    ),
    "CASE-ACT-UNKNOWN": Saying(
        "没有这种操作",
        "请从列出的操作中选择。",
        "请使用 docs/acts.md 中为这类事项列出的操作。",
    ),
    "CASE-ACT-ONLY-ONCE": Saying("这项操作依法只能进行一次", "请从列出的操作中选择。"),
    "CASE-SECOND-CORRECTION": Saying(
        "补正告知应当一次作出，本件已经告知过",
        "请依据现有材料受理或者不予受理。",
        "请依据现有材料受理，或者写明理由不予受理；确需再次告知的，加 --irregular 并用 --note 写明理由，"
        "监督人员会看到。",
    ),
    "CASE-IRREGULAR-UNEXPLAINED": Saying(
        "不合常规的操作应当说明理由",
        "请写明为什么仍然需要这样办理；监督人员会看到。",
        "请用 --note 写明为什么仍然需要这样办理；监督人员会看到。",
    ),
    "CASE-NOT-IRREGULAR": Saying(
        "这项操作不属于不合常规的操作",
        "请按一般方式办理。",
        "请去掉 --irregular 再办理；只有再次要求补正才这样办理。",
    ),
    "CASE-CHILD-NOT-GRANTED": Saying(
        "联办事项里还有没有准予的，不能准予本件",
        "请等各联办事项办结；有未获准予的，请写明理由不予许可。",
    ),
    "CASE-CHILD-REFUSED": Saying(
        "联办申请缺少其中一个事项要求的内容，因此全部没有提交",
        "请按提示补充该事项的内容后再提交。",
    ),
    "PAPER-UNKNOWN": Saying(
        "没有向您签发过这个文号的文书",
        "请按文书上的文号填写；应当是本系统签发给同一持有人的文书。",
    ),
    "PAPER-NOT-IN-FORCE": Saying("填写的文书已经不再有效", "请填写替换它的文书，或者申请新的许可。"),
    "PAPER-RENEWAL-LATE": Saying(
        "已经过了申请延续的期限",
        "请申请新的许可；延续应当在有效期届满前的规定日期以前申请。",
    ),
    "CASE-NO-ORGAN": Saying(
        "所选的地方或者机关不在本站办理",
        "请从列出的机关中选择，或者到所选的机关提出申请。",
        "请从列出的机关中选择，或者到所选机关自己的系统提出申请。",
    ),
    "CASE-PROOF-DUE": Saying(
        "申请人已经撤回承诺，证明还没有补交，现在不能作出准予的决定",
        "请等申请人补交证明；逾期不补交的，可以写明理由不予许可。",
        "请等申请人用 sealflow promise withdraw CASE PROMISE --material ID=FILE 补交证明；逾期不补交的，"
        "可以写明理由不予许可。",
    ),
    "COMMITMENT-BARRED": Saying(
        "暂时不能采用告知承诺方式",
        "请在承诺一项选择“否”，并上传对应的证明材料。",
        "请在该项承诺填写“否”，并提交它所替代的证明。",
    ),
    "CASE-SERVICE": Saying(
        "送达的情况不符合规定，或者缺少证明",
        "请写明送达方式、日期（决定之日至今天）、签收人；邮寄的写明邮件号码。",
    ),
    "CASE-MERGE": Saying(
        "不能并入所填的办件",
        "请核对办件编号：应当是同一事项中正在办理或者已经答复的另一件。",
        "请填写同一事项中正在办理或者已经答复的另一件；相似的办件用 sealflow case show 查看。",
    ),
    "CASE-HEARING-DAY": Saying(
        "听证的日期不能这样定",
        "请按法律规定的天数确定日期；逾期提出的听证要求不停止计算期限。",
    ),
    "CASE-EXTENSION": Saying("不能这样延长期限", "请核对延长的天数；只能在期限届满前延长一次。"),
    "CASE-SUSPENDED": Saying("这件正在特别程序中，期限已停止计算", "请等特别程序结束后再办理。"),
    "CASE-SUSPEND-REASON": Saying("只有法律列明的情形可以停止计算期限", "请从列出的特别程序中选择，或者申请延长期限。"),
    "CASE-PAUSE": Saying(
        "这个期限不能停止计算",
        "请从列出的操作中选择。",
        "请先结束正在进行的特别程序，再开始另一个。",
    ),
    "CASE-PARTICULAR-MISSING": Saying("还缺少这项操作所需的内容", "请补充后再试。"),
    "CASE-KEY-REUSED": Saying(
        "这份申请已经用同一凭据提交过另一份内容",
        "请到“我的办件”查看；要另外申请，请重新填写一份。",
        "新的请求请用新的凭据；只有内容相同的请求才能重复使用同一凭据。",
    ),
    "CASE-PAPER-IMPOSSIBLE": Saying(
        "按现有内容无法制作文书，因此没有办理",
        "请按下面的说明更正内容后再试。",
        "请更正详情所指的内容（多半是太长），再办理一次；没有写入任何内容。",
    ),
    "CASE-CLOCK-SET-BACK": Saying("服务器的时钟被调回过去", "请联系机关的系统管理员；没有丢失任何内容。"),
    "CASE-STORY-BROKEN": Saying(
        "这件的办理经过无法读取",
        "请联系机关的系统管理员。",
        "请用 sealflow audit verify 核查记录；记录完好的，请把该事项发给 Sealflow 的作者。",
    ),
    "STEP-NOT-OPEN": Saying(
        "这个环节现在没有开放",
        "请刷新页面看看这件办到了哪一步。",
        "请重新查看办件，从现在开放的环节中选择。",
    ),
    "TASK-UNKNOWN": Saying(
        "没有这件待办",
        "请刷新待办列表。",
        "请核对待办；您能办理的待办用 sealflow task list --as YOU 查看。",
    ),
    "TASK-DONE": Saying(
        "这件待办已经办过了",
        "请刷新页面查看结果，不必再次提交。",
        "请用 sealflow case show 看看这件现在的情况，不必再次提交。",
    ),
    "TASK-NOTE-TOO-LONG": Saying("备注太长", "请缩短后再试。"),
    "TASK-VERB-NOT-POSSIBLE": Saying(
        "这件待办现在不能这样办理",
        "请从现在可以进行的操作中选择。",
        "请从现在可以进行的操作中选择；其他操作为什么不行，用 sealflow task verbs TASK --as YOU 查看。",
    ),
    "TASK-HELD": Saying(
        "这件待办在等别人：已请人提意见，或者还有人没有会签",
        "请等待或者催办；也可以收回已请求的意见。",
        "请等待，或者用 sealflow task remind 催办；也可以收回已请求的意见。",
    ),
    "TASK-ANSWER-DAY": Saying("要求答复的日期已经过去", "请填写今天或者以后的日期。"),
    "TASK-DELEGATION-LOOP": Saying(
        "不能把待办交给已经经手过的人",
        "请附上意见交回，或者请没有经手过的人办理。",
        "请用 sealflow task give-back 附上意见交回，或者请没有经手过的人办理。",
    ),
    "DESK-COLUMNS-REFUSED": Saying("列表不能这样选列", "每一列只能选一次，办件编号总是显示。"),
    "CASE-NAME-TOO-SHORT": Saying("姓名太短，不能确定要找谁", "请至少写姓名中连续的两个字。"),
    "CASE-COPIED-ALREADY": Saying("所列的人都已经收到抄送", "请选择还没有收到抄送的人。"),
    "TASK-NOTE-MISSING": Saying("请写明意见", "这项操作需要写一句话说明。", "请用 --note 写一句话说明。"),
    "TASK-OUTCOME-NOT-OFFERED": Saying("这个环节没有这个选项", "请从列出的选项中选择。"),
    "MESSAGE-NOT-AWAITED": Saying(
        "没有环节在等待这条消息",
        "请刷新页面看看这件办到了哪一步。",
        "请等有环节在等待时再送达，或者从现在等待的消息中选择。",
    ),
    "CALENDAR-MISSING": Saying(
        "国务院尚未公布所需年份的放假安排，期限算不出来",
        "请联系机关的系统管理员导入该年的工作日历。",
    ),
    # ---- forms, materials, drafts
    "FORM-INVALID": Saying(
        "有填写项需要更正",
        "请按提示更正后再提交；其他内容都已保留。",
        "请更正所列的填写项，再提交一次。",
    ),
    "FORM-NOT-ASKED": Saying("这个环节不需要填写表单", "请刷新页面。", "请不要填写表单；要说明的写进备注。"),
    "MATERIAL-MISSING": Saying("还缺少必需的材料", "请为列出的每项材料上传文件。", "请为所列的每项材料提交一个文件。"),
    "MATERIAL-REFUSED": Saying(
        "这个文件不能作为该项材料",
        "请上传完整、未加密的文件，格式和大小以页面说明为准。",
        "请提交完整的文件，格式为详情所列之一，由制作它的软件保存。",
    ),
    "MATERIAL-UNKNOWN": Saying(
        "没有这个文件，或者它属于别的办件",
        "请从办件的申请材料里选择。",
        "请看看这件的申请材料；它可能属于另一件。",
    ),
    "MATERIAL-UNCHECKED": Saying(
        "这个文件还没有经过病毒检查",
        "请过几分钟再打开；长时间没有结果的，请联系系统管理员。",
        "请过几分钟再试；长时间没有结果的，用 sealflow doctor 查看病毒扫描程序是否应答。",
    ),
    "MATERIAL-INFECTED": Saying("这个文件带有恶意代码，不能打开", "请通知申请人换一台设备重新提交这份材料。"),
    "ANSWER-MISSING-GLYPH": Saying(
        "填写的内容里有一个文书无法印出的字",
        "请核对这个字；确属姓名用字的，请联系机关补充字库。",
    ),
    "MATTER-EXAMPLES-FAIL": Saying(
        "事项有一个示例的结果与它写明的不一致",
        "请更正事项或者示例；结果用 sealflow matter test 查看。",
    ),
    "MATTER-FLOWS-UNCOVERED": Saying(
        "没有示例走过办件分岔的一条路径",
        "请为所列的每条路径补充一个示例，或者在 matter.yaml 的 uncovered 下写明为什么不需要。",
    ),
    "DRAFT-UNKNOWN": Saying(
        "没有这份草稿",
        "它可能已经提交或者删除；请到“我的办件”查看。",
        "它可能已经提交或者删除；请在办件中查找。",
    ),
    "DRAFT-FULL": Saying("草稿里的文件太多", "请先删除不需要的文件。"),
    # ---- the desk
    "BATCH-UNKNOWN": Saying("没有这一批办理，或者不是您的", "请回到待办：每一件都显示它现在的情况。"),
    "BATCH-REFUSED": Saying(
        "这些待办不能一并办理",
        "有的已经不在您的待办里，或者一次勾选太多；请回到待办重新勾选。",
        "请从自己的待办中选1到200件，并选择签收、退回或者办结。",
    ),
    "DESK-VIEW-REFUSED": Saying("常用筛选没有保存", "名称1到40个字；最多存20个，请先删除不用的。"),
    "MATTER-MISSING": Saying(
        "没有这个事项，或者它还没有开始办理",
        "请回到首页查找事项。",
        "请给出有 matter.yaml 的文件夹的路径，或者 sealflow matter list 列出的代码。",
    ),
    "SITUATION-UNKNOWN": Saying("没有这个选项", "选项可能已经调整，请从第一个问题重新选择。"),
    # ---- documents
    "DOCUMENT-UNKNOWN": Saying(
        "没有这份文书，或者您不能取得它",
        "请核对文号或者核验码。",
        "请核对文号或者核验码；一件的文书用 sealflow document list CASE 查看。",
    ),
    "DOCUMENT-NOT-FOR-YOU": Saying(
        "这份文书是机关内部的，不向申请人提供",
        "请查看办件中的通知和决定；本次请求已记录。",
        "请用 sealflow document list CASE 查看办件中的通知和决定；本次请求已记录。",
    ),
    "DOCUMENT-NOT-READY": Saying(
        "文书正在盖章",
        "请过几秒钟再试。",
        "请过几秒钟再试；长时间没有盖章的，由运维人员用 sealflow job list 查看原因。",
    ),
    "DOCUMENT-REVOKED": Saying("这份文书已经撤销", "请查看撤销通知。"),
    "DOCUMENT-REASON-MISSING": Saying(
        "请说明理由",
        "撤销文书应当写明理由，通知书会载明。",
        "请用 --note 写明理由，通知书会载明。",
    ),
    "DOCUMENT-REVOCATION-UNTOLD": Saying(
        "这个事项没有撤销通知书，不能撤销文书",
        "请联系设计事项的同事补充通知书。",
        "请在事项中为该机关补充一份 on: revoke 的文书并发布；在此以前请书面通知。",
    ),
    # ---- ratings and figures
    "RATING-REFUSED": Saying(
        "这个评价或者说明不能收下",
        "请选择一档评价；整件在办结以后评价，到场的评价写明日期；联系和整改的情况用一句话写明。",
        "请给1到5之间的一档；整件在办结以后评价，到场的在当天或者以后评价。",
    ),
    "RATING-ONCE": Saying("已经评价过了", "每件、每次到场各评价一次；还有要说的，请告诉联系您的工作人员。"),
    "RATING-UNKNOWN": Saying(
        "没有这个等待整改的评价",
        "请刷新页面，从列出的评价中选择。",
        "等待整改的评价用 sealflow rating list --as YOU --open 查看。",
    ),
    "RATING-ORDER": Saying(
        "这一步已经做过，或者还没有轮到",
        "先联系评价人，再写整改结果；请刷新页面看看。",
        "请先用 sealflow rating list 看看这个评价现在的情况，再做下一步。",
    ),
    "STATISTICS-REFUSED": Saying("不能这样统计", "请把月份写成2026-03的样子，起始月份不晚于终止月份。"),
    # ---- the machine room
    "FILES-DISK-FULL": Saying("存放文件的磁盘已满", "请稍后再试；没有丢失任何内容。"),
    "FILES-UNWRITABLE": Saying("暂时不能保存文件", "请稍后再试；没有丢失任何内容。"),
    "FILES-UNREADABLE": Saying("暂时不能读取文件", "请稍后再试。"),
    "FILES-MISSING": Saying("找不到这个文件", "请联系办理机关。"),
    "FILES-DAMAGED": Saying("这个文件已损坏，不能提供", "请联系办理机关。"),
    "STORE-BUSY": Saying("系统正忙", "请稍等片刻再试；没有丢失任何内容。"),
    "STORE-DEADLOCK": Saying("系统正忙", "请稍等片刻再试；没有丢失任何内容。"),
    "STORE-CONFLICT": Saying(
        "别人同时写了同一处内容",
        "请刷新页面看看结果；如果没有办成，请再试一次。",
        "请先看看是否已经办成；没有办成的，请再试一次。",
    ),
    "STORE-GONE": Saying("暂时连不上数据库", "请稍后再试；已经确认的内容都在。"),
    "STORE-FULL": Saying("数据库所在的磁盘已满", "请稍后再试；没有丢失任何内容。"),
    "STORE-UNWRITABLE": Saying("数据库不能写入", "请稍后再试；没有丢失任何内容。"),
    "STORE-DAMAGED": Saying("数据库已损坏", "请联系办理机关。"),
    "STORE-NOT-READY": Saying("系统正在升级", "请稍后再试。", "请运行 sealflow db upgrade。"),
    # ---- places at a time, and what else is met on the way
    "SLOT-FULL": Saying("这个时间已经约满", "请选择其他时间；没有作任何预约。"),
    "SLOT-HELD": Saying("所列的人已经有一个预约", "请保留原来的预约，或者先改期、取消。"),
    "SLOT-NOT-OFFERED": Saying(
        "这个时间不能预约",
        "请从列出的时间中选择。",
        "请从 sealflow slot list 列出的时间中选择。",
    ),
    "DEFERRED-NOT-AS-MISSING": Saying(
        "容缺受理的材料与实际缺少的不一致",
        "请把缺少的次要材料全部列出，不要多列；不能容缺的材料应当要求补正。",
    ),
    "PROMISE-UNEXPLAINED": Saying(
        "认定承诺不实没有写明理由",
        "请写明查到什么、在哪里查到；撤销决定会载明。",
        "请用 --note 写明查到什么、在哪里查到；撤销决定会载明。",
    ),
    "PAPER-DOES-NOT-EXPIRE": Saying("填写的文书没有有效期限", "不必办理：文书一直有效。"),
    "STEP-NOT-BEHIND": Saying(
        "不能从这里退回到那个环节",
        "请从列出的环节中选择，或者继续往下办。",
        "请从详情列出的环节中选择，或者继续往下办。",
    ),
    "INSTANCE-REFUSED": Saying(
        "这一环节不能这样增减办理人",
        "请看看还有谁没有办理，从中选择；要增加的，应当是不在其中的人。",
    ),
}
"""What people at pages may meet, too."""

MET_ELSEWHERE: Mapping[str, Saying] = {
    # ---- what applicants and officials ask
    "ARCHIVE-CASE-OPEN": Saying("没有办结的办件还没有案卷", "请先办结这一件；它在等什么，用 sealflow case show 查看。"),
    "ARCHIVE-FILES-NOT-CLEAN": Saying(
        "案卷里有病毒扫描程序没有通过的文件，不能打包",
        "请等扫描程序查过再打包（用 sealflow doctor 查看它是否应答）；带有恶意代码的文件不能随案卷移出。",
    ),
    "BAR-REFUSED": Saying("不能这样限制承诺", "请写以后的一天，并用一行文字写明依据记载在哪里。"),
    "COMMAND-DONE-BEFORE": Saying(
        "同一凭据的请求已经办理过",
        "请看看这一件：它是那次办理以后的情况，或者已经继续往下办。",
    ),
    "FORMAT-MALFORMED": Saying("填写的号码不符合格式", "请对照载明它的证件，重新填写。"),
    "FORM-UNPRINTABLE": Saying("内容里有文书不能印出的符号", "请删除该符号；生僻字请用支持Unicode的输入法重新输入。"),
    "SHOWING-REFUSED": Saying("出示的码不可信", "请对方重新出示。"),
    "SLOT-BARRED": Saying("所列的人几次没有到场，暂时不能预约", "请不预约直接前来，或者从详情写明的日期起再预约。"),
    "SLOT-NONE": Saying("这个事项不预约时间", "请填写在 matter.yaml 中有 slots 的事项。"),
    "SLOT-STILL-KEPT": Saying("还在为稍晚到的人保留", "请等到详情写明的时间；在此以前到的都应当办理。"),
    "TOKEN-REFUSED": Saying(
        "不能这样发放访问令牌",
        "请写明用途，从 sealflow token create --help 列出的范围中选择，写该账号所在的机关，期限至多366天。",
    ),
    "TOKEN-UNKNOWN": Saying("没有这个访问令牌，或者它已经撤销", "请用 sealflow token list 查找它的编号。"),
    # ---- what designers meet
    "BPMN-EXPRESSION": Saying(
        "条件、计时或者赋值写了表达式语言没有的内容",
        "只能用名称、文字、数、true/false/null、比较、and/or/not、+ - * / %，"
        "以及 count、count_of、any_of、all_of、values 等函数；别的请交给服务环节计算。",
    ),
    "BPMN-EXPRESSION-FAILED": Saying(
        "表达式缺少变量，或者几个值不能放在一起",
        "请让前面的环节写入该变量，值的类型要合表达式的要求。",
    ),
    "BPMN-NO-FLOW-APPLIES": Saying(
        "到了网关，没有一个条件成立，也没有默认路径",
        "请从网关画一条默认路径，或者放宽条件，让每种回答都有去处。",
    ),
    "BPMN-PLAY-STUCK": Saying(
        "还有令牌停着，没有什么能让它走下去",
        "二选一的路径请用排他网关汇合；并行汇合会等每条路径上的令牌。",
    ),
    "BPMN-REFUSED": Saying("流程图里有不能按BPMN含义执行的内容", "请更正所列的元素，再导入一次。"),
    "BPMN-START-UNKNOWN": Saying("流程没有这个编号的开始事件", "请从流程的开始事件中选一个，或者交给流程自己决定。"),
    "BPMN-STEP-BUDGET-SPENT": Saying(
        "流程自己走得太久：多半是一个从不问人的循环",
        "请在所列的循环里加一个人工环节或者计时，或者更正应当结束它的条件。",
    ),
    "BPMN-TIMER-UNREADABLE": Saying(
        "计时的文字或者表达式的结果不是日期、时长或者周期",
        "请按ISO 8601书写：日期 2026-03-02T09:00:00，时长 P10D 或 PT2H，周期 R3/P1D。",
    ),
    "BPMN-VALUE-REFUSED": Saying("这个值不能放在这里", "请更正所列的表达式，或者给它所要求类型的值。"),
    "BPMN-VARIABLE-REFUSED": Saying(
        "变量的内容存入数据库后不能原样取回",
        "流转变量只能是文字、整数或有限小数、true、false、null，以及由它们组成的列表和映射。",
    ),
    "RUN-SPOILED": Saying("前一个错误使流程停在半途", "请从最后保存的状态重新读入。"),
    "STATE-UNREADABLE": Saying("保存的状态不属于这个流程定义", "请从备份恢复该办件的状态，并用它开启时的定义读入。"),
    "DMN-DECISION-FAILED": Saying("按给出的事实作不出决策", "请更正所列行的决策，或者给它更小的、JSON所有类型的事实。"),
    "DMN-DECISION-UNKNOWN": Saying("文件里没有这个决策", "请按编号从列出的决策中选择。"),
    "DMN-FACT-MISSING": Saying("决策要用的事实没有给出", "请在决策以前给出该事实；没有内容的写null。"),
    "DMN-OUTPUTS-DIFFER": Saying(
        "几条规则同时符合，结果却不相同（命中策略ANY）",
        "请让所列的规则给出相同的结果，或者换一种命中策略。",
    ),
    "DMN-REFUSED": Saying("决策文件里有不能按DMN含义执行的内容", "请更正所列的元素，再导入一次。"),
    "DMN-RESULT-NOT-MAPPED": Saying(
        "决策结果的形式不合业务规则任务的要求",
        "请按决策表的输出和命中策略，从 singleEntry、singleResult、collectEntries、resultList 中选择。",
    ),
    "DMN-SEVERAL-RULES-MATCH": Saying(
        "只许符合一条规则，却有几条同时符合（命中策略UNIQUE）",
        "请收紧所列的规则，使任何事实只符合一条，或者换一种命中策略。",
    ),
    "DMN-VALUE-NOT-ALLOWED": Saying(
        "事实、输入或者输出不是声明的类型，或者不在允许的值之中",
        "请给声明所允许的值，或者放宽声明。",
    ),
    "FEEL-CLOCK-UNSET": Saying("这里没有“现在”，不能用 now() 或者 today()", "请在作决策时写明以哪个时刻为现在。"),
    "FEEL-FAILED": Saying(
        "计算中止：步数或者占用的空间太多，或者给了FEEL没有的值",
        "请缩小列表、文字和重复，并按JSON的类型或者日期给出事实。",
    ),
    "FEEL-NAME-UNSET": Saying("表达式用了没有给出的名称", "请让前面的环节写入该变量；没有内容的写null。"),
    "FEEL-REFUSED": Saying(
        "文字不是FEEL表达式，或者超出了这里能读的部分",
        "请使用 docs/dmn.md 列出的值、运算符和函数。",
    ),
    "EXAMPLE-NOT-AS-EXPECTED": Saying("示例的结果与它写明的不一致", "请弄清事项和示例哪个错了，然后更正。"),
    "EXAMPLE-REFUSED": Saying("示例不能照它的写法演练", "请照其他示例的写法书写；格式见 workflows/README.md。"),
    "EXAMPLE-SERVICE-FAILED": Saying("示例写明服务会失败", "不必处理：队列会再试，就像印章或者网络没有应答时一样。"),
    "FILE-MISSING": Saying("这个路径没有文件", "请核对路径；应当是一个 .bpmn 文件，或者有 matter.yaml 的文件夹。"),
    "FORM-PARAMETER": Saying("规则所需的参数事项没有给出", "请在 matter.yaml 中补充该参数，写明值、依据和起始日期。"),
    "FORM-RULE-MISREAD": Saying("x-rule 下的规则不是规则应有的写法", "请照 engine/forms/rules.py 开头列出的写法书写。"),
    "FORM-SCHEMA": Saying("表单的结构不能使用", "请更正表单的JSON Schema；用 sealflow matter check 查看每处错误。"),
    "MATTER-ENCODING": Saying("事项的文件不是UTF-8编码", "请把文件存为UTF-8：多数编辑器在“另存为”的“编码”里选择。"),
    "MATTER-FILE-NOT-TAKEN": Saying(
        "文件夹里有一个文件指向别处，或者名称不能保存",
        "请把文件本身放进文件夹，名称用字母和数字。",
    ),
    "MATTER-IN-THE-WAY": Saying("新事项的文件夹已经存在", "请换一个名称；已有的事项不会被覆盖。"),
    "MATTER-INHERITS-CIRCLE": Saying(
        "事项直接或者间接继承了自己",
        "请从所列的一个事项中去掉 inherits；其中一个必须独立。",
    ),
    "MATTER-INHERITS-DEEP": Saying("一条线上继承的事项太多", "请继承更上层的事项，在这里只写不同之处。"),
    "MATTER-NAME-REFUSED": Saying(
        "事项的代码只能由小写字母、数字和下划线组成",
        "请用小写字母、数字和下划线为文件夹命名，以字母开头。",
    ),
    "MATTER-NOT-JSON": Saying("事项的文件不是JSON", "请更正这一行的JSON。"),
    "MATTER-NOT-YAML": Saying("事项的文件不是YAML", "请更正这一行的YAML。"),
    "MATTER-OVERRIDES-NOTHING": Saying(
        "事项删去或者更改了上级没有的内容",
        "请更正名称，或者删去这一行；继承到的内容用 sealflow matter show CODE --resolved 查看。",
    ),
    "MATTER-PARENT-UNKNOWN": Saying(
        "找不到或者读不出所继承的事项",
        "请在 inherits 下写一个事项的代码，它的文件夹应当在旁边，或者是随附的。",
    ),
    "MATTER-POLICY-UNKNOWN": Saying(
        "找不到或者读不出所写的政策配置",
        "请在 policy 下写 _shared/policies/ 中的一个，或者写 by_organ，用受理机关的。",
    ),
    "MATTER-UNREADABLE": Saying("事项的一个文件读不出来", "请更正该文件，再用 sealflow matter check 检查。"),
    "PROOFS-REFUSED": Saying(
        "无谓证明登记册读不出来，或者不能写入这一项",
        "请把每一项写成 {name: …, instead: …, since: 2026-01-01, source: …}。",
    ),
    "RECORDING-LEAKS": Saying(
        "示例里会留下个人信息",
        "没有写出任何内容。请把事项的表单（不要带办件）发给 Sealflow 的作者。",
    ),
    "SITUATIONS-REFUSED": Saying(
        "situations.yaml 不能使用",
        "请照其他各项的写法更正所列之处；写法见 workflows/_shared/situations.yaml。",
    ),
    # ---- papers and seals
    "FONT-UNREADABLE": Saying(
        "字体文件不是可以嵌入的TrueType字体",
        "请使用许可嵌入的、TrueType轮廓的 .ttf 或者 .ttc；其他轮廓请先转换。",
    ),
    "PAPER-CERTIFICATE-OVERFULL": Saying("证照的内容一页放不下", "请缩短内容，或者把长的部分放进决定的附件。"),
    "PAPER-CONTROL-CHARACTER": Saying("文字里有看不见、会改变后文读法的字符", "请删除该字符，再制作文书。"),
    "PAPER-FACT-MISSING": Saying(
        "文书要用的事实这一件没有",
        "请在事项的表单中询问该事实，或者把句子放在 if … is defined 和 endif 之间。",
    ),
    "PAPER-FACT-UNFIT": Saying("文书要求的写法不适合该事实", "请换一个过滤器，或者按合适的形式询问该事实。"),
    "PAPER-MISSING-GLYPH": Saying(
        "现有字体都没有文书所需的一个字",
        "请把有该字的TrueType字体放进 SEALFLOW_FONTS 的文件夹，再制作文书。",
    ),
    "PAPER-ORGAN-MISSING": Saying(
        "要以本系统没有的机关名义制作文书",
        "请在 organs.yaml 中补充该机关和它的印章；文书随后会自动制作。",
    ),
    "PAPER-PRIVATE-USE": Saying(
        "文字里有自定义区的编码，别人读不出是什么字",
        "请换成Unicode的字（GB 18030-2022已收），再制作文书。",
    ),
    "PAPER-RESERVE-MEANINGLESS": Saying(
        "为签名预留的位置不是偶数个十六进制数字",
        "请用 reserve=signer.reserve_for(key) 排版。",
    ),
    "PAPER-TEMPLATE": Saying(
        "文字不能用作模板",
        "请更正该行；模板只能用事实、if、for、set 和 docs/facts.md 列出的过滤器。",
    ),
    "PAPER-TOO-LONG": Saying("文书的页数超过决定所能有的", "请缩短文字，或者把长的部分作为附件。"),
    "SEAL-NOT-ALLOWED": Saying(
        "此刻没有密钥可以用作该印章：尚未启用、已经撤回或者停用",
        "请为该印章另发密钥，或者改用该机关的另一枚印章。",
    ),
    "SEAL-NOT-NAMEABLE": Saying(
        "印章的编号或者名称不能用作文件名或者证书中的名称",
        "请缩短名称，或者用小写字母、数字、“.”“-”“_”书写编号。",
    ),
    "SEAL-PLACEHOLDER-MISSING": Saying(
        "文书没有盖章的位置，或者已经盖过章",
        "请用 paper.compose 重新制作文书，再盖章。",
    ),
    "SEAL-RESERVE-TOO-SMALL": Saying(
        "文书预留的位置放不下这个密钥的签名",
        "请用 reserve=signer.reserve_for(key) 排版。",
    ),
    "SEAL-UNDRAWABLE": Saying("印章不能照描述画出", "印章的名称应为2至30个字，直径20至60毫米。"),
    "SEAL-UNKNOWN": Saying(
        "密钥库里没有这个编号的印章",
        "请更正事项或者 organs.yaml 中印章的编号，或者把印章加入 keyring.json。",
    ),
    "KEY-EXPIRED": Saying("密钥的有效期已经届满", "请为该印章申请新的证书，写入 keyring.json；并核对机器的时钟。"),
    "KEY-FILE-MISSING": Saying("密钥或者证书链的文件不在", "请从备份恢复该文件，或者更正 keyring.json 中的路径。"),
    "KEY-FILE-UNREADABLE": Saying("文件在，但读不出应有的内容", "请检查文件的所有者和内容；损坏的请从备份恢复。"),
    "KEY-NOT-FITTING": Saying("私钥与证书不是一对", "请使用该证书所对应的密钥。"),
    "KEY-NOT-YET-VALID": Saying("密钥的有效期还没有开始", "请等有效期开始，或者使用现在有效的密钥；并核对机器的时钟。"),
    "KEY-PASSWORD-WRONG": Saying(
        "密码打不开密钥文件，或者文件已损坏",
        "请使用加密该文件时的密码；忘记的密码无法找回。",
    ),
    "KEY-TOKEN-KEY-MISSING": Saying(
        "密码设备里没有这个标签的私钥，或者有几个",
        "请更正 keyring.json 中密钥的标签；一个设备里的标签不能重复。",
    ),
    "KEY-TOKEN-LOST": Saying("密码设备原来在，现在不能签名", "请检查设备和连接；系统会自动再次盖章。"),
    "KEY-TOKEN-MISSING": Saying(
        "加载不了PKCS#11模块，或者没有这个标签的密码设备",
        "请插上设备、启动它的服务，或者更正 keyring.json 中的模块和设备标签。",
    ),
    "KEY-TOKEN-PIN-WRONG": Saying(
        "密码设备不接受PIN码，或者连续输错后已锁定",
        "请给出正确的PIN码；已锁定的设备先用安全员的PIN码解锁。",
    ),
    "KEY-UNSUITABLE": Saying(
        "证书或者密钥不能用于盖章：强度不够，或者不是为签名签发的",
        "印章请用P-256或者3072位以上的RSA，证书用途为digitalSignature和nonRepudiation；检查点请用Ed25519。",
    ),
    "KEYRING-EXISTS": Saying("文件夹里已经有密钥，不会被覆盖", "请使用已有的密钥库，或者选择空的文件夹。"),
    "KEYRING-MISSING": Saying(
        "文件夹里没有密钥库",
        "请用 sealflow init 建立演示用的密钥库，或者把机关的 keyring.json 放进文件夹。",
    ),
    "KEYRING-UNREADABLE": Saying("密钥库的文件内容不对", "请更正所列之处，或者从备份恢复该文件。"),
    "KEYRING-UNWRITABLE": Saying("密钥库写不进去；原来的还在", "请腾出磁盘空间或者授予写入权限，再做一次。"),
    # ---- what operators meet
    "ARCHIVE-UNREADABLE": Saying(
        "文件不是案卷包，或者太大",
        "请给出 sealflow archive make 写出的完整文件，不要拆开过。",
    ),
    "CONNECTOR-ANSWER-UNUSABLE": Saying(
        "对方系统答复了，但不是约定的内容",
        "请把 connectors.yaml 中该系统的 answer 与它发来的内容对照，并告知对方系统的管理人员。",
    ),
    "CONNECTOR-AWAY": Saying(
        "对方系统没有按时应答，或者现在不能应答",
        "系统会自动再问；一直如此的，请告知对方系统的管理人员。",
    ),
    "CONNECTOR-FACT-MISSING": Saying(
        "环节向对方系统提问要用的事实，这一件没有",
        "请让该环节的 ask 只用每件到此都有的事实。",
    ),
    "CONNECTOR-UNKNOWN": Saying(
        "环节要问的系统，本机关没有接入",
        "请把该系统写入机关的 connectors.yaml，再用 sealflow job retry 重新执行作业。",
    ),
    "CONNECTORS-REFUSED": Saying("connectors.yaml 不能使用", "请更正所列的行；写法见 docs/how-to/operator.md。"),
    "DEMO-REGISTERS-REFUSED": Saying(
        "registers.yaml 不能使用",
        "请照 workflows/_shared/registers.yaml 的写法更正所列的登记。",
    ),
    "JOB-SERVICE-UNKNOWN": Saying(
        "作业要用的服务这个版本没有",
        "请升级 Sealflow，再用 sealflow job retry 重新执行作业。",
    ),
    "JOB-TAKEN-OVER": Saying(
        "执行的期限已过，作业已由另一个进程接手",
        "没有丢失任何内容；经常如此的，请加大 SEALFLOW_LEASE_SECONDS。",
    ),
    "JOB-WORKER-DIED": Saying(
        "接过这项作业的进程都中途退出",
        "请从日志查看进程为什么退出，再用 sealflow job retry 重新执行作业。",
    ),
    "NOTICE-MAIL": Saying(
        "邮件服务器没有收下邮件",
        "系统会自动再发；一直如此的，请检查 notices.yaml 中的 mail，再用 sealflow job retry 重新执行。",
    ),
    "NOTICE-REFUSED": Saying(
        "对方不会收下这个通知：地址不存在，或者不认识这种请求",
        "请更正账号的地址，或者 notices.yaml 中的通知地址。",
    ),
    "NOTICE-WEBHOOK": Saying(
        "对方系统没有收下通知",
        "系统会自动再发；一直如此的，请告知对方系统的管理人员，再用 sealflow job retry 重新执行。",
    ),
    "NOTICES-REFUSED": Saying("notices.yaml 不能使用", "请更正所列的行；写法见 docs/how-to/operator.md。"),
    "OFFICE-MISSING": Saying(
        "这个文件夹里没有机关",
        "请用 sealflow init 建立一个，或者把 SEALFLOW_HOME 设为机关所在的文件夹。",
    ),
    "OIDC-SETTINGS-REFUSED": Saying("oidc.yaml 不能使用", "请更正所列的行；写法见 docs/how-to/operator.md。"),
    "RECORD-ALTERED": Saying(
        "记录与最后一个检查点签署的不一致，不能再签新的",
        "请用 sealflow audit verify 查看在哪里；停止办理，先与备份对照，再作任何修复。",
    ),
    "SCANNER-UNAVAILABLE": Saying(
        "病毒扫描程序没有应答，或者没有查完文件",
        "请启动 clamd，或者更正 SEALFLOW_CLAMAV；文件太大的，请加大 clamd 的 StreamMaxLength。",
    ),
    "SETTING-REFUSED": Saying("一项设置的内容不能使用", "请更正所列的环境变量，或者删去它而用默认值。"),
    "STORE-OTHER-VERSION": Saying("数据库是另一个版本的 Sealflow 建立的", "请使用建立它的版本，或者更新的版本。"),
    "STORE-UNKNOWN": Saying(
        "数据库的地址不是 Sealflow 能用的",
        "请把 SEALFLOW_DATABASE 设为 sqlite:///… 或者 postgresql://…，或者删去。",
    ),
    "STRONGBOX-UNUSABLE": Saying(
        "保险箱的密钥不在或者不对，读不出保存的秘密",
        "请从数据库所在的备份恢复 strongbox.key；否则各人须重新登记。",
    ),
}
"""What only those meet who design, operate or keep an office; a page shows it in the engine's own words."""

SAYINGS: Mapping[str, Saying] = {**MET_AT_PAGES, **MET_ELSEWHERE}
