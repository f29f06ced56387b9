"""What a sound process keeps, and what is said of one that does not.

Source: W. M. P. van der Aalst et al., Soundness of workflow nets (2011), read for BPMN, where a process may end in
several places.
"""

from __future__ import annotations

from bpmn.sayings import Principle, Said, principles

_VAN_DER_AALST = "van der Aalst et al., Soundness of workflow nets (2011)"

PROPERTIES = principles(
    Principle(
        "BPMN-STOPS", "error",
        Said("每一步完成后流程都能继续。", "Whatever a step ends with, the process goes on."),
        Said("流程在“{where}”停住：{error}；路径：{way}", "the process stops after {where}: {error}; way: {way}"),
        Said("给网关画一条默认分支，或者补全条件。", "Draw a default flow, or let the conditions cover every answer."),
        "BPMN 2.0.2 §13.4.2",
    ),
    Principle(
        "BPMN-WAITS-FOR-EVER", "error",
        Said("合并处等待的每一路都会到来。", "What a join waits for comes."),
        Said("{joins}永远等不齐：{missing}没有来；路径：{way}",
             "{joins} waits for ever: nothing comes by {missing}; way: {way}"),
        Said("用排他网关合并互斥的分支，或者让每一路都到达。",
             "Join alternative paths with an exclusive gateway, or let a token come by each flow."),
        "BPMN 2.0.2 §13.4.1",
    ),
    Principle(
        "BPMN-TOKEN-LEFT", "error",
        Said("流程结束时没有遗留的分支。", "When the process has reached its end, nothing is left behind."),
        Said("到达结束事件后，还有一路停在{joins}；路径：{way}",
             "an end was reached, and a token is left at {joins}; way: {way}"),
        Said("在结束之前把并行的分支合并，或者去掉多余的一路。",
             "Join the parallel paths before the end, or take the surplus one out."),
        _VAN_DER_AALST,
    ),
    Principle(
        "BPMN-CANNOT-END", "error",
        Said("从每一个情形都能走到结束。", "From every situation the process can come to its end."),
        Said("走到{where}之后再也不能结束；路径：{way}", "once at {where} the process can never end; way: {way}"),
        Said("给循环画一条出路，或者改正决定出路的条件。",
             "Draw a way out of the loop, or mend the condition of the way out."),
        _VAN_DER_AALST,
    ),
    Principle(
        "BPMN-NEVER-HAPPENS", "error",
        Said("画出的每一步都可能发生。", "Every step that is drawn can happen."),
        Said("没有路径通向“{node}”（条件：{conditions}），因此办不到的环节：{steps}",
             "no path leads to {node} (condition: {conditions}); steps lost with it: {steps}"),
        Said("检查它前面各网关的条件，或者把它去掉。",
             "Check the conditions of the gateways before it, or take it out."),
        _VAN_DER_AALST,
    ),
    Principle(
        "BPMN-FLOW-NEVER", "warning",
        Said("画出的每一条分支都可能被选中。", "Every way that is drawn can be taken."),
        Said("从“{source}”到“{target}”的分支永远不会被选中（条件：{condition}）",
             "the flow from {source} to {target} is never taken (condition: {condition})"),
        Said("检查条件里的结果是否写对，或者把这条分支去掉。",
             "Check the words the condition compares with, or take the flow out."),
        _VAN_DER_AALST,
    ),
    Principle(
        "BPMN-TWICE-AT-ONCE", "warning",
        Said("同一环节在一个办件里同时只办一次。", "A step is not done twice at the same time in one case."),
        Said("“{node}”可能同时进行两次；路径：{way}", "{node} can be open twice at once; way: {way}"),
        Said("并行的分支要先用并行网关合并，再进入下一步。",
             "Join parallel paths with a parallel gateway before they go on together."),
        _VAN_DER_AALST,
    ),
    Principle(
        "BPMN-PILES-UP", "error",
        Said("循环不会越来越多地产生并行分支。", "No loop makes more and more tokens."),
        Said("“{node}”处的分支会越积越多；路径：{way}", "more and more tokens pile up at {node}; way: {way}"),
        Said("循环里不要分出并行的分支，或者在循环结束前合并。",
             "Do not fork inside the loop, or join again before it goes round."),
        _VAN_DER_AALST,
    ),
    Principle(
        "BPMN-ENDLESS-ALONE", "error",
        Said("没有人参与的循环不会无休止地转。", "No loop goes round for ever by itself."),
        Said("{nodes}构成循环，其中没有人、消息、定时，也没有改变条件的赋值：一旦进入就不停",
             "{nodes} form a loop in which nobody is asked, nothing is waited for and nothing changes: "
             "once in, for ever in"),
        Said("在循环里放一个人工环节或者定时，或者给变量赋值。",
             "Put a person's step, a timer or an assignment into the loop."),
        "BPMN 2.0.2 §13.3.6",
    ),
    Principle(
        "BPMN-MACHINES-ALONE", "warning",
        Said("只有系统环节的循环有停下来的时候。", "A loop of services only has a pause."),
        Said("{nodes}构成只有系统参与的循环，可能不停地转",
             "{nodes} form a loop of services only, which may go round without a pause"),
        Said("在循环里放一个定时，或者几次以后交给人处理。",
             "Put a timer into the loop, or hand the case to a person after some rounds."),
        "BPMN 2.0.2 §13.3.6",
    ),
    Principle(
        "BPMN-SITUATIONS-MANY", "notice",
        Said("流程小到可以逐一查看每个情形。", "The process is small enough to look at every situation."),
        Said("情形太多，只查看了{looked}个，其余未查",
             "there are more situations than the {looked} that were looked at"),
        Said("把流程拆成几个互相调用的流程，或者减少同时进行的分支。",
             "Split the process with call activities, or run fewer branches at once."),
        "Sealflow",
    ),
    Principle(
        "BPMN-UNDECIDED", "notice",
        Said("只看图就能知道的，都查过了。", "What can be told from the diagram alone has been looked at."),
        Said("“{where}”之后要看办件的内容（{error}），没有往下查",
             "what follows {where} depends on the case ({error}) and was not looked at"),
        Said("不必处理；放进事项后会按已知的结果再查。",
             "Nothing to do; as part of a matter it is checked with the outcomes known there."),
        "Sealflow",
    ),
)  # fmt: skip
"""By code."""
