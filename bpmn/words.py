"""What the elements of BPMN are called, in Chinese and English, for sentences and titles. Knows no diagram.

Source: BPMN 2.0.2 for the English names; the Chinese ones are those of the translated modelling tools.
"""

from __future__ import annotations

from bpmn.sayings import Language, Said

KINDS = {
    "startEvent": Said("开始事件", "start event"),
    "endEvent": Said("结束事件", "end event"),
    "intermediateCatchEvent": Said("中间捕获事件", "intermediate catching event"),
    "intermediateThrowEvent": Said("中间抛出事件", "intermediate throwing event"),
    "boundaryEvent": Said("边界事件", "boundary event"),
    "task": Said("任务", "task"),
    "userTask": Said("用户任务", "user task"),
    "manualTask": Said("人工任务", "manual task"),
    "serviceTask": Said("服务任务", "service task"),
    "scriptTask": Said("脚本任务", "script task"),
    "sendTask": Said("发送任务", "send task"),
    "receiveTask": Said("接收任务", "receive task"),
    "businessRuleTask": Said("业务规则任务", "business rule task"),
    "exclusiveGateway": Said("排他网关", "exclusive gateway"),
    "parallelGateway": Said("并行网关", "parallel gateway"),
    "inclusiveGateway": Said("包容网关", "inclusive gateway"),
    "eventBasedGateway": Said("事件网关", "event-based gateway"),
    "complexGateway": Said("复杂网关", "complex gateway"),
    "subProcess": Said("子流程", "subprocess"),
    "transaction": Said("事务子流程", "transaction"),
    "adHocSubProcess": Said("即席子流程", "ad-hoc subprocess"),
    "callActivity": Said("调用活动", "call activity"),
    "choreographyTask": Said("编排任务", "choreography task"),
    "subChoreography": Said("子编排", "sub-choreography"),
    "callChoreography": Said("调用编排", "call choreography"),
    "dataObject": Said("数据对象", "data object"),
    "dataObjectReference": Said("数据对象", "data object"),
    "dataStoreReference": Said("数据存储", "data store"),
    "dataStore": Said("数据存储", "data store"),
    "dataInput": Said("数据输入", "data input"),
    "dataOutput": Said("数据输出", "data output"),
    "textAnnotation": Said("注释", "annotation"),
    "group": Said("分组", "group"),
    "participant": Said("参与方", "pool"),
    "lane": Said("泳道", "lane"),
    "conversation": Said("会话", "conversation"),
    "subConversation": Said("子会话", "sub-conversation"),
    "callConversation": Said("调用会话", "call conversation"),
    "sequenceFlow": Said("顺序流", "sequence flow"),
    "messageFlow": Said("消息流", "message flow"),
    "association": Said("关联", "association"),
    "dataInputAssociation": Said("数据输入关联", "data input"),
    "dataOutputAssociation": Said("数据输出关联", "data output"),
    "conversationLink": Said("会话链接", "conversation link"),
}
"""Element → what it is called."""

TRIGGERS = {
    "message": Said("消息", "message"),
    "timer": Said("定时", "timer"),
    "error": Said("错误", "error"),
    "escalation": Said("升级", "escalation"),
    "signal": Said("信号", "signal"),
    "conditional": Said("条件", "conditional"),
    "link": Said("链接", "link"),
    "compensate": Said("补偿", "compensation"),
    "cancel": Said("取消", "cancel"),
    "terminate": Said("终止", "terminate"),
    "multiple": Said("多重", "multiple"),
    "parallelMultiple": Said("并行多重", "parallel multiple"),
}
"""What an event waits for or does → what that is called."""


def kind_named(kind: str) -> Said:
    """What an element is called; an unknown one by its own name."""
    return KINDS.get(kind, Said(kind, kind))


def said_in(language: Language, said: Said) -> str:
    """What is said, in one of the languages."""
    return said.zh if language == "zh" else said.en
