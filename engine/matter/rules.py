"""Every rule a matter is held to beyond its diagram: how grave, why, what is told of a breach, what to do, the source.

A table only; the modules of `engine.matter.checks` find the breaches. The same table prints the page of rules in
`docs/` and tells the tests which right and wrong examples they owe.
"""

from __future__ import annotations

from bpmn.errors import Severity
from bpmn.sayings import Principle, Said, principles

_OURS = "Sealflow"
_PERMIT = "行政许可法"


def _row(
    code: str,
    severity: Severity,
    says: tuple[str, str],
    tells: tuple[str, str],
    remedy: tuple[str, str],
    source: str = _OURS,
) -> Principle:
    return Principle(code, severity, Said(*says), Said(*tells), Said(*remedy), source)


RULES = principles(
    # Names that must meet
    _row(
        "MATTER-STEP-UNTOLD", "error",
        ("图上每个人工环节都写明办什么。", "What every person's step does is told."),
        ("图上的环节“{step}”没有写进matter.yaml", "the step {step} of the diagram is not in matter.yaml"),
        ("在`steps`下加`{id}:`，写明办理行为或者意见。", "Add `{id}:` under `steps`, with its acts or opinions."),
    ),
    _row(
        "MATTER-STEP-UNKNOWN", "error",
        ("提到的环节都在图上。", "A step that is named exists."),
        ("{where}提到环节{named}，没有这个环节", "{where} names {named}, which is no step"),
        ("改用环节的id：{known}。", "Use a step's id: {known}."),
    ),
    _row(
        "MATTER-STEP-EMPTY", "notice",
        ("人工环节留下一点什么：行为、意见或者表单。",
         "A person's step leaves a trace: an act, an opinion or answers."),
        ("环节“{step}”没有行为、意见和表单", "{step} is completed without an act, an opinion or a form"),
        ("写明这个环节做什么。", "Say what the step is for, if it should leave a trace."),
    ),
    _row(
        "MATTER-SERVICE-UNKNOWN", "error",
        ("系统环节要的服务都有。", "A service that is asked for exists."),
        ("环节“{step}”要的服务“{service}”不存在",
         "the step {step} asks for the service {service}, which does not exist"),
        ("改用其中之一：{known}。", "Use one of: {known}."),
    ),
    _row(
        "MATTER-ASK-IDLE", "error",
        ("只有系统环节才向别的系统查询。", "Only a step of the system asks another system."),
        ("环节“{step}”写了`ask`，却没有可查询的系统", "the step {step} has `ask`, but no other system to ask"),
        ("给系统任务的implementation写上connectors.yaml里的系统名，或者去掉`ask`。",
         "Let it be a service task whose implementation is a system of connectors.yaml, or take `ask` out."),
    ),
    _row(
        "MATTER-ASK-FACT", "error",
        ("查询所用的事实，办件里都有。", "What another system is told is known of the case."),
        ("环节“{step}”用{fact}查询：{why}", "the step {step} asks with {fact}: {why}"),
        ("改用docs/facts.md里的事实。", "Use a fact of docs/facts.md."),
    ),
    _row(
        "MATTER-ASK-NO-WAY-ON", "error",
        ("对方系统查不通，办件也走得下去。", "A case goes on when the other system does not answer."),
        ("环节“{step}”查询别的系统，意见里没有{missing}",
         "the step {step} asks another system, and its opinions lack {missing}"),
        ("在`opinions`下写对方的每种回答，并加`unavailable`，把它引到人工核实。",
         "List under `opinions` each answer and `unavailable`, and lead that to an official who checks instead."),
        f"{_PERMIT}第四十二条：查不通不停止计时",
    ),
    _row(
        "MATTER-STEP-NO-SERVICE", "error",
        ("文书在制作文书的环节里做。", "Documents are made in a step that issues documents."),
        ("文书{document}在“{step}”制作，而这个环节不制作文书",
         "{document} is made in {step}, which does not issue documents"),
        ('给该系统任务写implementation="issue_documents"。',
         'Give the service task implementation="issue_documents".'),
    ),
    _row(
        "MATTER-ACT-UNKNOWN", "error",
        ("提到的办理行为都在法定行为表里。", "An act that is named is in the table of legal acts."),
        ("{where}提到办理行为{act}，这类事项没有这个行为",
         "{where} names the act {act}, which this kind of matter does not have"),
        ("改用其中之一：{known}；审查人的看法写在`opinions`下。",
         "Use one of: {known}; an examiner's view belongs under `opinions`."),
    ),
    _row(
        "MATTER-ACT-ROLE", "error",
        ("办理行为由依法有权的人做。", "An act is done by those to whom it belongs."),
        ("{where}让{role}做“{act}”，而它属于：{whose}", "{where} lets {role} {act}, which belongs to: {whose}"),
        ("把环节移到有权者的泳道，或者改写角色。",
         "Move the step to the lane of those who may do it, or name their lanes."),
    ),
    _row(
        "MATTER-OPINION-IS-ACT", "error",
        ("意见不与法定行为同名。", "An opinion is not called like a legal act."),
        ("环节“{step}”的意见{opinion}与法定行为同名", "{step} has an opinion called {opinion}, which is a legal act"),
        ("写到`acts`下，或者给意见换个名字。", "List it under `acts`, or give the opinion another name."),
    ),
    _row(
        "MATTER-LIMIT-UNKNOWN", "error",
        ("环节所属的期限写在limits里。", "The limit a step stands under is among the limits."),
        ("环节“{step}”所属的期限{limit}不在limits里",
         "{step} stands under the limit {limit}, which is not among the limits"),
        ("改用其中之一：{known}。", "Use one of: {known}."),
    ),
    _row(
        "MATTER-LIMIT-IDLE", "warning",
        ("写下的期限都会开始计算。", "A limit that is written down starts some time."),
        ("期限“{limit}”从不开始：没有环节做{acts}", "the limit {limit} never starts: no step does any of {acts}"),
        ("写一个本事项里会做的行为。", "Name an act that a step of this matter does."),
    ),
    _row(
        "MATTER-EXPIRY-STEP", "error",
        ("期满视为做出的行为有环节可落。", "What silence stands for has a step to happen at."),
        ("期限“{limit}”届满即视为{act}，但没有环节在这个期限之下",
         "when the limit {limit} passes, {act} is to happen, but no step stands under it"),
        ("在期满即算办完的环节写`limit: {id}`。", "Write `limit: {id}` at the step that then counts as done."),
    ),
    _row(
        "MATTER-EXTEND-ROLE", "error",
        ("能延长期限的岗位，就是能办理延长的岗位。", "The role that may extend a limit may do the act."),
        ("期限“{limit}”只有{role}可以延长，而办理延长的是：{others}",
         "only {role} may extend the limit {limit}, and the act is done by: {others}"),
        ("在`case_acts.extend.roles`里写上{role}，或者改写`extend.role`。",
         "Name {role} under `case_acts.extend.roles`, or name another role under `extend`."),
        f"{_PERMIT}第四十二条",
    ),
    _row(
        "MATTER-ORGAN-UNKNOWN", "error",
        ("出具文书的机关是本单位登记的机关。", "Who issues a document is an organ of the office."),
        ("文书{document}由{organ}出具，而organs.yaml里没有这个机关",
         "{document} is issued by {organ}, which the office does not know"),
        ("改用organs.yaml里的机关：{known}。", "Use one of the organs of organs.yaml: {known}."),
    ),
    _row(
        "MATTER-SEAL-UNKNOWN", "error",
        ("文书所用的印章，机关都有。", "A document is sealed with a seal its organ has."),
        ("文书{document}要盖印章{seal}，而{organ}没有",
         "{document} is sealed with {seal}, which {organ} does not have"),
        ("改用其中之一：{known}。", "Use one of: {known}."),
    ),
    _row(
        "MATTER-NO-FILE", "error",
        ("文书的正文文件都在。", "The text of every document is there."),
        ("文书{document}的正文{file}不存在", "{document}: {file} is missing"),
        ("补上这个文件。", "Add the text file."),
    ),
    _row(
        "MATTER-PUBLISHED-INTERNAL", "error",
        ("公开的文书，申请人也能查阅。", "What everybody may read, the applicant may."),
        ("文书{document}公开，却只给办理机关查阅", "{document} is published, and for the organs only"),
        ("去掉`publish`，或者写`audience: applicant`。", "Take `publish` out, or write `audience: applicant`."),
        f"{_PERMIT}第四十条",
    ),
    _row(
        "MATTER-FACT-UNKNOWN", "error",
        ("正文只用提供的事实。", "A text uses facts that are provided."),
        ("{file}用了{fact}：{why}", "{file} uses {fact}, and {why}"),
        ("改用docs/facts.md里的事实，或者在表单里加上这个字段。",
         "Use a fact that is provided (docs/facts.md), or add the field to its form."),
    ),
    _row(
        "MATTER-VARIABLE-UNKNOWN", "error",
        ("条件只读会被设置的变量。", "A condition reads what something sets."),
        ("{where}的条件读{name}，没有什么设置它", "the condition of {where} reads {name}, which nothing sets"),
        ("读环节的id（它的结果），或者给表单字段加\"x-route\": true；行为之后的文书还可以读`acting`（办理机关）。",
         'Read a step\'s id (its outcome), or mark the form field with "x-route": true; a document after an act may '
         "also read `acting` (the slot of the organ)."),
    ),
    _row(
        "MATTER-FORM", "error",
        ("表单能用。", "A form can be used."),
        ("form.json：{where}：{fault}", "form.json: {where}: {fault}"),
        ("{how}", "{how}"),
    ),
    _row(
        "MATTER-UNCOVERED-UNKNOWN", "error",
        ("不必举例的分支是图上有的分支。", "A flow that need not be covered is a deciding flow of the diagram."),
        ("uncovered提到分支{flow}，图上没有这条需要选择的分支",
         "uncovered names {flow}, which is no deciding flow of the diagram"),
        ("改用其中之一：{known}。", "Use one of: {known}."),
    ),
    # Where it stands
    _row(
        "MATTER-LIMIT-SOURCE", "error",
        ("每个期限写明依据。", "Every limit says where it stands."),
        ("期限“{limit}”没有写依据", "the limit {limit} does not say where it stands"),
        ("加`source:`，写明条款。", "Add `source:` with the article."),
    ),
    _row(
        "MATTER-PARAMETER-SOURCE", "error",
        ("每个参数写明依据。", "Every parameter says where it stands."),
        ("参数{parameter}没有写依据", "the parameter {parameter} does not say where it stands"),
        ("加`source:`。", "Add `source:`."),
    ),
    # People
    _row(
        "MATTER-ROLE-NOBODY", "warning",
        ("每个环节的岗位都有人。", "Somebody holds the role of every step."),
        ("岗位“{role}”（{named}）在{organ}没有人，环节：{steps}",
         "nobody in {organ} holds the role {role} ({named}); steps: {steps}"),
        ("给有关人员加上这个岗位（`sealflow account add`），或者改写角色。",
         "Give somebody the role (`sealflow account add`), or name another role."),
        f"{_PERMIT}第二十二条",
    ),
    _row(
        "MATTER-STEP-NOBODY-CAN", "warning",
        ("每个环节都有人能办。", "There is somebody who may do every step."),
        ("环节“{step}”没有人能办：{why}", "nobody can do {step}: {why}"),
        ("给更多的人加上岗位，或者放宽`distinct_from`、`officers`。",
         "Give the role to more people, or ask for less under `distinct_from` or `officers`."),
        f"{_PERMIT}第三十四条",
    ),
    _row(
        "MATTER-FOUR-EYES", "warning",
        ("审查的人不作决定。", "Who examined does not decide."),
        ("“{step}”作出决定，没有什么防止审查的人（{examiners}）自己决定",
         "{step} decides, and nothing keeps who did {examiners} from deciding"),
        ("在`distinct_from`下写上审查的环节。", "Name the examining steps under `distinct_from`."),
        f"{_PERMIT}第三十四条；审查与决定相分离",
    ),
    _row(
        "LAW-EXAMINER-DECIDES", "error",
        ("审查岗不作决定。", "The examiner's role does not decide."),
        ("“{step}”由{role}作出决定，而同一岗位办理“{examiner}”，没有要求换人",
         "{step} decides by {role}, who also does {examiner}, and nothing asks for another person"),
        ("在`distinct_from`下写上`{id}`，或者把决定放到负责人的泳道。",
         "Write `{id}` under `distinct_from`, or move the decision to the head's lane."),
        f"{_PERMIT}第三十四条；审查与决定相分离",
    ),
    # Acts
    _row(
        "LAW-PARTICULAR-UNASKED", "error",
        ("做行为时必须说明的，表单都问。", "What must be said with an act is asked for."),
        ("“{step}”做“{act}”必须写明{missing}，表单没有问",
         "{step} does {act}, for which {missing} must be stated, and no form asks for it"),
        ("在表单{form}里加字段{missing}，`x-when`写act为{name}时询问。",
         "Add the field {missing} to the form {form}, asked when `act` is {name}."),
        f"{_PERMIT}（各行为的依据见docs/acts.md）",
    ),
    _row(
        "LAW-SUSPEND-REASON", "error",
        ("停止计时只限于法定的特别程序。", "Time stops for the special procedures of the law only."),
        ("{where}停止计时，表单没有把理由限于第四十五条的特别程序（{other}）",
         "{where} stops the time, and its form does not keep the reason to article 45 ({other})"),
        ("把字段`reason`写成选项，只列：{known}。", "Make the field `reason` a choice of: {known}."),
        f"{_PERMIT}第四十五条",
    ),
    _row(
        "LAW-NOTICE-MISSING", "error",
        ("法律要求书面告知的，都有文书。", "What the law wants told in writing has its document."),
        ("做“{act}”以后没有文书（{source}）", "no document is made after {act} ({source})"),
        ("在`documents`下加一个`on: {name}`的文书。", "Add a document with `on: {name}` under `documents`."),
        f"{_PERMIT}第三十二条、第三十八条、第四十二条、第四十五条",
    ),
    _row(
        "LAW-SERVICE-UNPROVEN", "warning",
        ("送达留有凭证。", "Delivery leaves a proof."),
        ("环节“{step}”由人送达，没有送达回证", "{step} is delivered by hand, and no proof of service is made"),
        ("在`documents`下加一个`on: deliver`的送达回证；系统电子送达的，记录即为凭证。",
         "Add a proof of service with `on: deliver`; of electronic delivery the record is the proof."),
        f"{_PERMIT}第四十四条",
    ),
    _row(
        "LAW-NOTICE-SILENT", "error",
        ("告知书写明法律要求告知的内容。", "A notice tells what the law wants told."),
        ("{file}告知“{act}”，没有写{what}（{source}）", "{file} tells {act} without {what} ({source})"),
        ("在正文里用：{facts}。", "Use in the text: {facts}."),
        f"{_PERMIT}第三十二条、第三十八条、第四十二条、第四十五条",
    ),
    _row(
        "MATTER-REMEDY-UNTOLD", "error",
        ("不予许可的决定告知两种救济。", "A refusal tells of both remedies."),
        ("{file}不予许可，没有告知{remedy}的权利", "{file} tells a refusal without the applicant's right to {remedy}"),
        ("在正文里用remedies.{name}.…。", "Use remedies.{name}.… in the text."),
        f"{_PERMIT}第三十八条第二款",
    ),
    # Time
    _row(
        "LAW-LIMIT-LONGER", "warning",
        ("期限不长于法律给的时间。", "A limit is not longer than the law gives."),
        ("期限“{limit}”有{days}，法律只给{most}个工作日（{source}），而依据里没有另外的法律",
         "the limit {limit} is {days}, the law gives {most} working days ({source}), and no other law is named"),
        ("缩短期限，或者在`source`里写明另有规定的法律、法规。",
         "Shorten the limit, or name under `source` the law that provides otherwise."),
        f"{_PERMIT}第三十二条、第四十二条至第四十四条",
    ),
    _row(
        "LAW-LIMIT-UNWATCHED", "warning",
        ("办件在机关手里时总有期限在计算。", "While a case is in the organ's hands a clock goes."),
        ("办件{status}以后、在“{step}”时没有期限在计算；路径：{way}",
         "no clock goes while a case is {status}, at {step}; way: {way}"),
        ("加一个期限，从进入这一状态的行为开始（{source}）。",
         "Add a limit that starts with the act that brings the case there ({source})."),
        f"{_PERMIT}第四十二条",
    ),
    _row(
        "LAW-LIMIT-SHORT", "warning",
        ("各环节的时间加起来不超过期限。", "The times of the steps fit into the limit."),
        ("期限“{limit}”有{days}，而这条路径上各环节合计约{sum}个工作日：{way}",
         "the limit {limit} is {days}, and the steps on this path take about {sum} working days: {way}"),
        ("缩短环节的时间（`planned_days`或者所属期限），或者把能同时办的并行。",
         "Shorten the times of the steps (`planned_days`, or their own limits), or let some run beside each other."),
        f"{_PERMIT}第四十二条、第四十三条",
    ),
    _row(
        "LAW-LIMIT-UNMET", "error",
        ("每条路径上法定期限都来得及。", "On every path the law's limit can be met."),
        ("期限“{limit}”有{days}，而这条路径上光等待就要{waited}天：{way}",
         "the limit {limit} is {days}, and on this path the waiting alone takes {waited} days: {way}"),
        ("缩短定时的等待；第四十五条以外的等待（公示、征求意见）不停止计时。",
         "Shorten the waiting; what is not in article 45 (publicity, consultation) does not stop the time."),
        f"{_PERMIT}第四十二条、第四十五条",
    ),
    _row(
        "LAW-RETURN-ENDLESS", "warning",
        ("退回有尽头。", "A case is not sent back for ever."),
        ("{steps}之间可以无休止地退回，没有一个期限贯穿始终",
         "{steps} can send a case back to each other for ever: no clock goes on through the loop"),
        ("让一个期限从循环之前开始、到循环之后才结束，或者限定退回的次数。",
         "Let a limit start before the loop and end after it, or count the returns."),
        f"{_PERMIT}第四十二条、第七十四条",
    ),
    # The table of acts on every path
    _row(
        "LAW-DECIDED-UNACCEPTED", "error",
        ("没有受理，不能决定。", "What was not accepted is not decided."),
        ("在“{step}”，没有受理的办件也可以{act}；路径：{way}",
         "at {step} the case can be decided ({act}) although it was never accepted; way: {way}"),
        ("让每条通向决定的路径都经过受理。（{source}）",
         "Lead every path to the decision through a step that accepts the application. ({source})"),
        f"{_PERMIT}第三十二条、第三十八条",
    ),
    _row(
        "LAW-ACT-NOT-OPEN", "error",
        ("每个行为都在法律允许的状态下做。", "Every act is done in a status in which it is open."),
        ("在“{step}”，办件{status}时不能{act}；路径：{way}",
         "at {step} the act {act} is reached by a case that is {status}; way: {way}"),
        ("改画路径，使办件届时是：{wanted}。（{source}）",
         "Draw the path so that the case is then one of: {wanted}. ({source})"),
        f"{_PERMIT}第四章",
    ),
    _row(
        "LAW-NOT-DELIVERED", "error",
        ("决定都送达。", "A decision is delivered."),
        ("“{step}”之后流程结束，而{status}的决定没有送达；路径：{way}",
         "after {step} the process ends with a case that is {status} but was never delivered; way: {way}"),
        ("在这个结束之前放一个送达的环节。（{source}）",
         "Put a step that delivers the decision before this end. ({source})"),
        f"{_PERMIT}第四十四条",
    ),
    _row(
        "LAW-CASE-LEFT-OPEN", "error",
        ("流程结束时办件也办结。", "When the process ends, so has the case."),
        ("“{step}”之后流程结束，而办件还只是{status}；路径：{way}",
         "after {step} the process ends while the case is only {status}; way: {way}"),
        ("让路径走到送达的决定，或者走到办结的行为。（{source}）",
         "Lead the path on to a decision that is delivered, or to an act that closes the case. ({source})"),
        f"{_PERMIT}第三十八条、第四十四条",
    ),
    _row(
        "LAW-NO-ACT-LEFT", "error",
        ("再次走到的环节还有事可做。", "A step that is come to again still offers something."),
        ("“{step}”提供的行为都只能做一次，而有路径第二次走到这里；路径：{way}",
         "at {step} every act offered can be done once only, and a path comes here a second time; way: {way}"),
        ("给这个环节加一个行为，或者退回到别的环节。（{source}）",
         "Offer a further act at this step, or draw the way back to another step. ({source})"),
        f"{_PERMIT}第三十二条、第七十二条",
    ),
)  # fmt: skip
"""By code."""
