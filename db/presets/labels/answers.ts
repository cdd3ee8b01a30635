import { label, type LabelText } from './label.ts';

/*
 * What a choice of a form, or a state of a record, reads as on a document. The topic is the field's name; a code
 * that a topic lacks is a compile error where it is written out.
 */
export const ANSWER_LABELS = {
  reportChannel: {
    phone: label('电话', 'phone'),
    hotline: label('服务热线', 'hotline'),
    email: label('电子邮件', 'e-mail'),
    wechat: label('微信', 'WeChat'),
    web: label('网站', 'web site'),
    counter: label('柜台', 'counter'),
    letter: label('信函', 'letter'),
    fax: label('传真', 'fax'),
    fieldStaff: label('现场人员', 'field staff'),
    system: label('外部系统', 'another system'),
    otherCase: label('其他工单', 'another case'),
  },
  warranty: {
    inside: label('保修期内', 'inside'),
    outside: label('保修期外', 'outside'),
    workmanship: label('维修质保期内', 'inside the workmanship warranty'),
    unknown: label('无记录', 'unknown'),
  },
  class: {
    general: label('一般咨询', 'general'),
    technical: label('技术问题', 'technical'),
    repair: label('维修', 'repair'),
  },
  priority: { normal: label('普通', 'normal'), urgent: label('紧急', 'urgent') },
  causedBy: {
    product: label('产品质量', 'product'),
    installation: label('安装', 'installation'),
    transport: label('运输', 'transport'),
    wear: label('正常磨损', 'wear'),
    misuse: label('使用不当', 'misuse'),
    external: label('外部原因', 'external'),
    earlierRepair: label('前次维修', 'an earlier repair'),
    nothingFound: label('未发现故障', 'nothing found'),
  },
  coverage: {
    warranty: label('产品保修（免费）', 'warranty (free)'),
    workmanship: label('维修质保（免费）', 'workmanship warranty (free)'),
    goodwill: label('优惠（免费）', 'goodwill (free)'),
    chargeable: label('客户付费', 'chargeable'),
  },
  feeKind: {
    labour: label('人工', 'labour'),
    material: label('材料', 'material'),
    travel: label('差旅', 'travel'),
  },
  account: {
    warranty: label('产品保修', 'warranty'),
    workmanship: label('维修质保', 'workmanship'),
    goodwill: label('优惠', 'goodwill'),
    customer: label('客户', 'customer'),
  },
  quoteScope: {
    whole: label('全部维修', 'the whole work'),
    addition: label('追加项目', 'an addition'),
  },
  quoteState: {
    offered: label('待答复', 'waits for the answer'),
    accepted: label('已接受', 'accepted'),
    declined: label('已拒绝', 'declined'),
    countered: label('客户还价', 'countered'),
    superseded: label('已被新版取代', 'superseded'),
    replaced: label('接受后已被新版取代', 'accepted, then replaced'),
    withdrawn: label('已撤回', 'withdrawn'),
  },
  approvalStatus: {
    pending: label('待审批', 'pending'),
    approved: label('批准', 'approved'),
    refused: label('不批准', 'refused'),
    withdrawn: label('撤回', 'withdrawn'),
  },
  requisitionState: {
    asked: label('待签批', 'waits for the signature'),
    signed: label('已签批', 'signed'),
    refused: label('未批准', 'refused'),
    withdrawn: label('已撤回', 'withdrawn'),
  },
  workResult: {
    done: label('完成', 'done'),
    scopeGrew: label('发现新增项目', 'the scope grew'),
    notRepairable: label('无法修复', 'not repairable'),
    interrupted: label('中断', 'interrupted'),
  },
  keptBy: { customer: label('客户', 'customer'), company: label('公司', 'company') },
  damage: { none: label('无', 'none'), some: label('有', 'some') },
  signed: {
    yes: label('已签字', 'signed'),
    refused: label('拒绝签字', 'refused'),
    absent: label('客户不在场', 'absent'),
  },
  refusal: {
    function: label('功能', 'function'),
    appearance: label('外观', 'appearance'),
    price: label('价格', 'price'),
    damage: label('损伤', 'damage'),
    other: label('其他', 'other'),
  },
  loanCondition: {
    good: label('完好', 'good'),
    damaged: label('损坏', 'damaged'),
    lost: label('丢失', 'lost'),
  },
  scrapGround: {
    unrepairable: label('无法修复', 'beyond repair'),
    uneconomic: label('维修不经济', 'uneconomic'),
    noPart: label('无配件可用', 'no part to be had'),
    attemptsUsed: label('多次维修未成', 'attempts used up'),
    right: label('客户依权利要求更换', 'by right of the customer'),
  },
  disposal: { scrap: label('报废', 'scrapped'), refurbish: label('翻新', 'refurbished') },
  replacementAnswer: {
    replacement: label('更换', 'replacement'),
    refund: label('退款', 'refund'),
    keepUnit: label('保留原机', 'keeps the unit'),
  },
  replacementKind: {
    sameModel: label('同型号', 'same model'),
    samePrice: label('同价位', 'same price'),
    other: label('其他产品', 'another product'),
  },
  feeState: {
    detailed: label('待审批', 'waits for approval'),
    approved: label('已审批', 'approved'),
    refused: label('未批准', 'refused'),
    costed: label('已核算', 'costed'),
    settled: label('已结清', 'settled'),
    superseded: label('已被新版取代', 'superseded'),
  },
  manner: {
    phone: label('电话', 'phone'),
    sms: label('短信', 'SMS'),
    form: label('问卷', 'form'),
    letter: label('信函', 'letter'),
    visit: label('上门', 'visit'),
    email: label('电子邮件', 'e-mail'),
    wechat: label('微信', 'WeChat'),
  },
  satisfied: {
    yes: label('满意', 'yes'),
    partly: label('基本满意', 'partly'),
    no: label('不满意', 'no'),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, LabelText>>>>;

export type AnswerTopic = keyof typeof ANSWER_LABELS;
