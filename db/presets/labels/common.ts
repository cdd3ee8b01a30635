import type { CaseKind, PauseReason } from '../../../workflows/domain/cases.ts';
import type { Role } from '../../../workflows/domain/limits.ts';
import type { MessageKind } from '../../../workflows/domain/messages.ts';
import type {
  PaymentMethod,
  RipeningRights,
  UrgentTrigger,
} from '../../../workflows/domain/policy/choices.ts';
import { label, type LabelText } from './label.ts';

export const ROLE_LABELS: Readonly<Record<Role, LabelText>> = {
  customer: label('客户', 'Customer'),
  agent: label('客服专员', 'Service agent'),
  technician: label('维修技术员', 'Technician'),
  parts_clerk: label('配件管理员', 'Parts clerk'),
  parts_lead: label('配件组组长', 'Parts lead'),
  inspector: label('检验员', 'Inspector'),
  finance: label('财务', 'Finance'),
  production: label('生产部', 'Production'),
  technical_support: label('技术支持', 'Technical support'),
  repair_lead: label('维修组组长', 'Repair lead'),
  service_lead: label('客服组组长', 'Customer service lead'),
  department_head: label('部门负责人', 'Head of department'),
  sales_manager: label('销售经理', 'Sales manager'),
  manager: label('售后经理', 'After-sales manager'),
  general_manager: label('总经理', 'General manager'),
  admin: label('系统管理员', 'Administrator'),
};

export const CASE_KIND_LABELS: Readonly<Record<CaseKind, LabelText>> = {
  repair: label('报修', 'Repair'),
  'return-exchange': label('退换货', 'Return or exchange'),
  complaint: label('投诉', 'Complaint'),
  inquiry: label('咨询', 'Inquiry'),
  incident: label('质量事故', 'Incident'),
  survey: label('定期满意度调查', 'Survey by period'),
};

export const PAUSE_LABELS: Readonly<Record<PauseReason, LabelText>> = {
  waitingForCustomer: label('等待客户', 'Waiting for the customer'),
  waitingForParts: label('等待配件', 'Waiting for parts'),
  thirdParty: label('等待第三方', 'Waiting for a third party'),
  forceMajeure: label('不可抗力', 'Force majeure'),
  recall: label('产品召回', 'Recall'),
};

export const URGENT_TRIGGER_LABELS: Readonly<Record<UrgentTrigger, LabelText>> = {
  safety: label('存在安全隐患', 'danger to people'),
  seriousDefect: label('重大质量问题', 'serious defect'),
  outOfUse: label('产品无法使用', 'unit out of use'),
  productionStopped: label('客户停产', 'production stopped'),
  foodAtRisk: label('食品有变质风险', 'food at risk'),
};

export const RIGHT_LABELS: Readonly<Record<keyof RipeningRights, LabelText>> = {
  repairsOfOneFault: label(
    '同一故障多次维修后再次出现',
    'the same fault has come back after repeated repairs',
  ),
  daysInRepair: label('维修时间过长', 'the repair is taking too long'),
  daysWithoutPart: label('长期缺少配件', 'a part has been unavailable for too long'),
};

export const PAYMENT_METHOD_LABELS: Readonly<Record<PaymentMethod, LabelText>> = {
  bank: label('银行转账', 'bank transfer'),
  cash: label('现金', 'cash'),
  online: label('在线支付', 'online payment'),
};

export const PLACE_LABELS = {
  remote: label('电话或远程', 'remotely'),
  onSite: label('上门', 'on site'),
  workshop: label('维修中心', 'in the workshop'),
} as const;

export const CHANNEL_LABELS = {
  email: label('电子邮件', 'e-mail'),
  sms: label('短信', 'SMS'),
  wechat: label('微信', 'WeChat'),
  inbox: label('站内消息', 'inbox'),
} as const;

export const APPROVAL_STEP_LABELS = {
  asked: label('待审批', 'waits for your decision'),
  climbed: label('上一级未在时限内审批，转您审批', 'was not decided in time and now waits for you'),
  reminded: label('仍待您审批', 'still waits for your decision'),
} as const;

export const DECISION_LABELS = {
  approved: label('已批准', 'approved'),
  refused: label('未批准', 'refused'),
} as const;

export const MESSAGE_LABELS: Readonly<Record<MessageKind, LabelText>> = {
  acknowledged: label('受理通知', 'Acknowledgement'),
  refused: label('不予受理通知', 'Refusal'),
  assigned: label('派工通知', 'Technician assigned'),
  appointment: label('预约确认', 'Appointment'),
  appointmentReminder: label('预约提醒', 'Appointment reminder'),
  appointmentChanged: label('预约变更', 'Appointment changed'),
  appointmentMissed: label('失约致歉', 'Appointment missed'),
  appointmentCancelled: label('预约取消', 'Appointment cancelled'),
  customerAbsent: label('上门未遇通知', 'Nobody met on site'),
  proofAsked: label('请提供购买凭证', 'Proof of purchase asked'),
  unreachable: label('联系未果通知', 'We could not reach you'),
  unitReceived: label('接修单', 'Unit receipt'),
  unitAwaitsCollection: label('取回产品通知', 'Unit to be collected'),
  unitGivenBack: label('产品归还单', 'Unit given back'),
  stopUse: label('停用提示', 'Stop use'),
  proposal: label('维修方案与报价', 'Proposal'),
  quoteReminder: label('报价提醒', 'Quotation reminder'),
  silenceNotice: label('结单预告', 'Notice of closing'),
  confirmationAsked: label('请客户确认验收', 'Confirmation asked'),
  acceptanceNotice: label('默认验收预告', 'Notice of acceptance'),
  paymentAsked: label('付款通知', 'Payment request'),
  paymentReceived: label('收款确认', 'Payment received'),
  accountCorrected: label('收款更正通知', 'Payment corrected'),
  partDelayed: label('配件延迟通知', 'Part delayed'),
  substitute: label('替代配件通知', 'Substitute part'),
  partArrived: label('配件到货通知', 'Part arrived'),
  choiceOffered: label('缺件选择通知', 'Choice while a part is short'),
  rightOffered: label('更换或退款权利通知', 'Right to replacement or refund'),
  repairStarted: label('开始维修通知', 'Repair started'),
  readyForCollection: label('取件通知', 'Ready for collection'),
  collectionReminder: label('取件提醒', 'Reminder to collect the unit'),
  handedOver: label('维修服务单', 'Service sheet'),
  replacementOffered: label('更换方案', 'Replacement offer'),
  replacementComing: label('更换产品发出通知', 'Replacement on its way'),
  result: label('维修结果', 'Result'),
  survey: label('满意度调查', 'Survey'),
  surveyReminder: label('满意度调查提醒', 'Survey reminder'),
  periodSurvey: label('定期满意度调查', 'Survey by period'),
  periodSurveyReminder: label('定期满意度调查提醒', 'Reminder of the survey by period'),
  refundPaid: label('退款通知', 'Refund paid'),
  refundRefused: label('退款未获批准通知', 'Refund not granted'),
  loanOffered: label('备用机提供通知', 'Loan device offered'),
  loanReminder: label('备用机归还提醒', 'Loan device reminder'),
  delayAnnounced: label('延期告知', 'Delay announced'),
  news: label('进展通报', 'News'),
  withdrawn: label('撤回确认', 'Withdrawal'),
  cancelled: label('取消通知', 'Cancellation'),
  closed: label('结单通知', 'Case closed'),
  urgent: label('紧急工单', 'Urgent case'),
  taskAssigned: label('新任务', 'New task'),
  ownerAssigned: label('工单负责人指定', 'Case given to you'),
  ownerReleased: label('工单负责人变更', 'Case given to somebody else'),
  taskDeclined: label('任务被退回', 'Task declined'),
  noTechnician: label('无可派技术员', 'No technician available'),
  warning: label('到期预警', 'Warning'),
  escalated: label('逾期升级', 'Escalation'),
  escalatedByHand: label('人工升级', 'Escalation by hand'),
  approvalAsked: label('审批请求', 'Approval request'),
  approvalWithdrawn: label('审批撤回', 'Approval withdrawn'),
  approvalDecided: label('审批结果', 'Approval decided'),
  partsArrived: label('配件到货', 'Parts arrived'),
  partOverdue: label('配件逾期未到', 'Part overdue'),
  partNotObtainable: label('配件无法取得', 'Part not to be had'),
  helpGiven: label('协助答复', 'Help given'),
  customerAnswered: label('客户答复', 'Customer’s answer'),
  rightRipened: label('客户可要求更换或退款', 'Right to replacement or refund offered'),
  notSatisfied: label('客户不满意', 'Customer not satisfied'),
  complaintWanted: label('请立案投诉', 'Complaint to be opened'),
  paymentDeferred: label('延期付款', 'Payment deferred'),
  deferredPaymentDue: label('延期付款到期', 'Deferred payment due'),
  holdLasts: label('暂停仍未结束', 'Hold still lasts'),
  linkedCaseAwaited: label('等待关联工单结案', 'Linked case awaited'),
  linkedClosed: label('关联工单已结', 'Linked case closed'),
  deliveryFailed: label('消息发送失败', 'Delivery failed'),
  deliveryDelayed: label('消息延迟', 'Message delayed'),
  appointmentReminderStaff: label('预约提醒', 'Appointment reminder'),
  appointmentChangedStaff: label('预约变更', 'Appointment changed'),
  appointmentCancelledStaff: label('预约取消', 'Appointment cancelled'),
  appointmentMissedStaff: label('预约失约', 'Appointment missed'),
  digest: label('通知汇总', 'Digest of notices'),
};
