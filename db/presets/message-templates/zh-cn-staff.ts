import type { StaffMessageKind } from '../../../workflows/domain/messages.ts';
import { zhNotice as notice, type MessageText } from './text.ts';

const DUE = '{{#if dueAt}}，时限：{{dueAt}}{{/if}}';

/** Messages to members of staff in Chinese. */
export const ZH_CN_STAFF: Readonly<Record<StaffMessageKind, MessageText>> = {
  urgent: notice(
    '紧急工单',
    `收到紧急工单，请立即处理{{#if reasons}}（{{reasons}}）{{/if}}${DUE}。`,
    '紧急工单{{caseNumber}}{{#if reasons}}：{{reasons}}{{/if}}{{#if dueAt}}，{{dueAt}}前响应{{/if}}',
  ),
  taskAssigned: notice(
    '新任务：{{taskKind}}',
    `您有一项新任务：{{taskKind}}${DUE}。`,
    `{{caseNumber}} 新任务：{{taskKind}}${DUE}`,
  ),
  ownerAssigned: notice(
    '工单由您负责',
    '本工单即日起由您负责{{#if formerOwnerName}}（原负责人：{{formerOwnerName}}）{{/if}}。{{#if reason}}原因：{{reason}}。{{/if}}',
    '{{caseNumber}} 即日起由您负责{{#if formerOwnerName}}（原负责人：{{formerOwnerName}}）{{/if}}',
  ),
  ownerReleased: notice(
    '工单不再由您负责',
    '本工单即日起改由{{#if ownerName}}{{ownerName}}{{else}}{{ownerRole}}{{/if}}负责。{{#if reason}}原因：{{reason}}。{{/if}}',
    '{{caseNumber}} 改由{{#if ownerName}}{{ownerName}}{{else}}{{ownerRole}}{{/if}}负责',
  ),
  taskDeclined: notice(
    '任务被退回：{{taskKind}}',
    '任务“{{taskKind}}”被退回，理由：{{reason}}。请重新安排。',
    '{{caseNumber}} 任务“{{taskKind}}”被退回：{{reason}}',
  ),
  noTechnician: notice(
    '无可派技术员',
    `当前没有具备所需技能（{{skills}}）且在岗的技术员，请立即协调${DUE}。`,
    '{{caseNumber}} 无可派技术员（{{skills}}），请立即协调',
  ),
  warning: notice(
    '即将到期：{{what}}',
    '“{{what}}”将于{{dueAt}}到期。如无法按时完成，请提前向客户说明原因并告知新的时间。',
    '{{caseNumber}} “{{what}}”将于{{dueAt}}到期',
  ),
  escalated: notice(
    '逾期升级（第{{level}}级）：{{what}}',
    '“{{what}}”应于{{dueAt}}完成，现已逾期，升级至第{{level}}级，请介入处理。{{#if firedAt}}逾期记录时间：{{firedAt}}。{{/if}}',
    '{{caseNumber}} “{{what}}”已逾期（{{dueAt}}），升级至第{{level}}级',
  ),
  escalatedByHand: notice(
    '人工升级（第{{level}}级）',
    '本工单已被人工升级至第{{level}}级，理由：{{reason}}。请介入处理。',
    '{{caseNumber}} 人工升级至第{{level}}级：{{reason}}',
  ),
  approvalAsked: notice(
    '审批请求：{{subject}}',
    `“{{subject}}”{{how}}{{#if amountMinor}}，金额{{amountMinor}}{{/if}}${DUE}。`,
    '{{caseNumber}} “{{subject}}”{{how}}{{#if amountMinor}}，{{amountMinor}}{{/if}}{{#if dueAt}}，{{dueAt}}前{{/if}}',
  ),
  approvalWithdrawn: notice(
    '审批撤回：{{subject}}',
    '“{{subject}}”的审批请求已撤回，无需处理。',
    '{{caseNumber}} “{{subject}}”审批已撤回',
  ),
  approvalDecided: notice(
    '审批结果：{{subject}}',
    '您提交的“{{subject}}”{{decision}}{{#if reason}}，理由：{{reason}}{{/if}}。',
    '{{caseNumber}} “{{subject}}”{{decision}}{{#if reason}}：{{reason}}{{/if}}',
  ),
  partsArrived: notice(
    '配件到货',
    '配件“{{partName}}”已到货{{#if quantity}}（{{quantity}}件）{{/if}}，已为本工单预留。',
    '{{caseNumber}} 配件“{{partName}}”已到货{{#if quantity}}（{{quantity}}件）{{/if}}',
  ),
  partOverdue: notice(
    '配件逾期未到',
    '配件“{{partName}}”应于{{expectedAt}}前到货{{#if reference}}（单号{{reference}}）{{/if}}，至今未到。已请配件员重新落实来源和到货时间。',
    '{{caseNumber}} 配件“{{partName}}”应于{{expectedAt}}前到货，逾期未到',
  ),
  partNotObtainable: notice(
    '所申请的配件无法取得',
    '方案以外申请的配件“{{partName}}”无法取得。如维修必须使用该配件，请修改维修方案。',
    '{{caseNumber}} 配件“{{partName}}”无法取得',
  ),
  helpGiven: notice(
    '协助请求已答复',
    '您的协助请求已得到答复：{{text}}',
    '{{caseNumber}} 协助答复：{{text}}',
  ),
  customerAnswered: notice(
    '客户答复：{{what}}',
    '客户已答复“{{what}}”{{#if text}}：{{text}}{{/if}}。',
    '{{caseNumber}} 客户已答复“{{what}}”',
  ),
  rightRipened: notice(
    '客户可选择更换或退款',
    '由于{{ground}}，系统已请客户在更换、退款和继续维修之间选择。',
    '{{caseNumber}} 已请客户选择更换或退款：{{ground}}',
  ),
  notSatisfied: notice(
    '客户不满意：第{{round}}轮',
    '客户对维修结果不满意，第{{round}}轮处理已开始，本工单即日起由您负责。{{#if dueAt}}承诺完成时间：{{dueAt}}。{{/if}}',
    '{{caseNumber}} 客户不满意，第{{round}}轮由您负责{{#if dueAt}}，限{{dueAt}}{{/if}}',
  ),
  complaintWanted: notice(
    '客户仍不满意：请立案投诉',
    '第{{round}}轮处理后客户仍不满意，请携本工单全部记录立案投诉；配件与费用结清后本维修工单关闭。',
    '{{caseNumber}} 客户仍不满意，请立案投诉',
  ),
  paymentDeferred: notice(
    '延期付款',
    '应付款{{amountMinor}}已批准延期至{{deferredUntil}}，理由：{{reason}}。维修先行开始。',
    '{{caseNumber}} 应付款{{amountMinor}}延期至{{deferredUntil}}',
  ),
  deferredPaymentDue: notice(
    '延期付款到期',
    '延期至{{deferredUntil}}的应付款已到期，尚欠{{amountMinor}}。到账后请确认收款；未到账请催收。',
    '{{caseNumber}} 延期付款{{amountMinor}}已于{{deferredUntil}}到期',
  ),
  holdLasts: notice(
    '工单仍处于暂停状态',
    '本工单自 {{heldFrom}} 起暂停（{{reason}}），尚未确定恢复时间。原因消除后，请恢复本工单或整批暂停的工单。',
    '{{caseNumber}} 自 {{heldFrom}} 起暂停，是否仍需暂停？',
  ),
  linkedCaseAwaited: notice(
    '工单仅等待关联工单结案',
    '自 {{settledFrom}} 起其他事项均已办结；本工单等待的 {{count}} 个关联工单结案后即可结案。请跟进关联工单，或取消等待。',
    '{{caseNumber}} 自 {{settledFrom}} 起等待 {{count}} 个关联工单结案',
  ),
  linkedClosed: notice(
    '关联工单已结：{{linkedCaseNumber}}',
    '关联工单{{linkedCaseNumber}}已结，结果：{{outcome}}。',
    '{{caseNumber}} 关联工单{{linkedCaseNumber}}已结：{{outcome}}',
  ),
  deliveryFailed: notice(
    '消息发送失败：{{messageKind}}',
    '消息“{{messageKind}}”无法{{#if channel}}通过{{channel}}{{/if}}送达。{{#if nextChannel}}系统将改用{{nextChannel}}发送。{{else}}没有其他可用渠道，请人工通知收件人并核对联系方式。{{/if}}',
    '{{caseNumber}} 消息“{{messageKind}}”{{#if channel}}经{{channel}}{{/if}}发送失败{{#unless nextChannel}}，请人工通知{{/unless}}',
  ),
  deliveryDelayed: notice(
    '消息延迟：{{messageKind}}',
    '发给客户的消息“{{messageKind}}”自{{queuedAt}}起等待发送，至今未能发出。恢复后将自动发送；如事情紧急，请先自行告知客户。',
    '{{caseNumber}} 消息“{{messageKind}}”自{{queuedAt}}起未发出',
  ),
  appointmentReminderStaff: notice(
    '预约提醒',
    '提醒：预约时间{{window}}，{{place}}。请携带工作证和所需配件。',
    '{{caseNumber}} 预约：{{window}}，{{place}}',
  ),
  appointmentChangedStaff: notice(
    '预约变更',
    '预约已改为{{window}}，{{place}}，原因：{{reason}}。',
    '{{caseNumber}} 预约改为{{window}}：{{reason}}',
  ),
  appointmentCancelledStaff: notice(
    '预约取消',
    '原定{{window}}的预约已取消{{#if reason}}，原因：{{reason}}{{/if}}。',
    '{{caseNumber}} {{window}}的预约已取消',
  ),
  appointmentMissedStaff: notice(
    '预约失约',
    '预约（{{window}}）未按时签到，已向客户致歉。请立即联系客户另约时间。',
    '{{caseNumber}} 预约{{window}}未签到，请立即联系客户',
  ),
  digest: {
    subject: '【待阅通知汇总】共{{count}}条',
    text: `{{recipientName}}：

有{{count}}条通知等待您查看，按时间先后列出如下。

{{notices}}

{{companyName}}售后服务`,
    short: '有{{count}}条通知待查看，请登录系统收件箱',
  },
};
