import type { CustomerMessageKind } from '../../../workflows/domain/messages.ts';
import { zhLetter as letter, type MessageText } from './text.ts';

const TECHNICIAN = '{{#if technicianName}}技术员：{{technicianName}}（到场时将出示工作证）。{{/if}}';
const VISIT_FEE =
  '{{#if visitFeeMinor}}请注意：如您最终不接受报价或多次未能赴约，将收取上门费{{visitFeeMinor}}。{{/if}}';
/** Messages queued before the outcome was told along hold the summary alone. */
const RESULT =
  '{{#if outcome}}：{{outcome}}{{#if summary}}（{{summary}}）{{/if}}{{else}}{{#if summary}}：{{summary}}{{/if}}{{/if}}';
const ANSWER_BY = '{{#if dueAt}}请于{{dueAt}}前答复。{{/if}}';

/** Messages to customers in Chinese. */
export const ZH_CN_CUSTOMER: Readonly<Record<CustomerMessageKind, MessageText>> = {
  acknowledged: letter(
    '已收到您的报修',
    '我们已收到您{{#if productModel}}关于{{productModel}}{{/if}}的报修申请。{{#if dueAt}}我们的工作人员将在{{dueAt}}前与您联系。{{else}}我们的工作人员将尽快与您联系。{{/if}}',
    '您的报修已受理，工单{{caseNumber}}。{{#if dueAt}}我们将在{{dueAt}}前与您联系。{{/if}}',
  ),
  refused: letter(
    '关于您的报修申请',
    '非常抱歉，您的报修申请我们未能受理，原因如下：{{reason}}。如您对此有不同意见，请与我们联系，我们将再次核实。',
    '很抱歉，工单{{caseNumber}}未能受理：{{reason}}。如有疑问请与我们联系。',
  ),
  assigned: letter(
    '已为您安排技术员',
    '我们已安排技术员{{technicianName}}为您服务。{{#if dueAt}}技术员将在{{dueAt}}前与您联系，约定上门或送修时间。{{else}}技术员将与您联系，约定上门或送修时间。{{/if}}到场时技术员会出示工作证，请您核对。',
    '已安排技术员{{technicianName}}为您服务，{{#if dueAt}}将在{{dueAt}}前联系您。{{else}}将尽快联系您。{{/if}}工单{{caseNumber}}',
  ),
  appointment: letter(
    '预约确认',
    `您的服务预约已确认。\n\n时间：{{window}}\n方式：{{place}}\n\n${TECHNICIAN}如需改期，请提前告知我们。${VISIT_FEE}`,
    '预约已确认：{{window}}，{{place}}。如需改期请提前告知。工单{{caseNumber}}',
  ),
  appointmentReminder: letter(
    '预约提醒',
    `提醒您，我们与您约定的服务即将开始。\n\n时间：{{window}}\n方式：{{place}}\n\n${TECHNICIAN}如时间有变，请尽快告知我们。`,
    '提醒：您的服务预约为{{window}}，{{place}}。工单{{caseNumber}}',
  ),
  appointmentChanged: letter(
    '预约时间变更',
    `您的服务预约时间已变更，原因：{{reason}}。\n\n新的时间：{{window}}\n方式：{{place}}\n\n${TECHNICIAN}给您带来的不便，敬请谅解。如新的时间不合适，请与我们联系。`,
    '您的预约已改为{{window}}，原因：{{reason}}。如不合适请联系我们。工单{{caseNumber}}',
  ),
  appointmentMissed: letter(
    '未能按时上门，深表歉意',
    '我们未能在约定的时间（{{window}}）为您服务，在此向您深表歉意。此事已报告负责人，我们将立即与您联系，重新约定时间。',
    '非常抱歉，我们未能在{{window}}如约为您服务，将立即联系您另约时间。工单{{caseNumber}}',
  ),
  appointmentCancelled: letter(
    '预约已取消',
    '原定于{{window}}的服务预约已取消{{#if reason}}，原因：{{reason}}{{/if}}。如仍需服务，我们将与您重新约定时间。',
    '您{{window}}的预约已取消{{#if reason}}：{{reason}}{{/if}}。工单{{caseNumber}}',
  ),
  customerAbsent: letter(
    '上门未能见到您',
    '我们的技术员已按约定时间（{{window}}）上门，但未能见到您。请告知我们您方便的时间，以便重新预约。{{#if visitFeeMinor}}由于多次未能赴约，按约定将收取上门费{{visitFeeMinor}}。{{/if}}',
    '技术员已于{{window}}上门但未能见到您，请告知方便的时间。工单{{caseNumber}}',
  ),
  proofAsked: letter(
    '请提供购买凭证',
    '我们的记录无法确定您的产品{{#if productModel}}{{productModel}}{{/if}}是否在保修期内。请提供发票或其他购买凭证；产品有序列号的，请一并告知。在此之前，您的报修照常受理。',
    '请提供产品的发票和序列号。工单{{caseNumber}}',
  ),
  unreachable: letter(
    '我们未能联系到您',
    '我们就您的报修{{#if productModel}}（{{productModel}}）{{/if}}多次与您联系，但未能联系到您。请回复本消息，告知方便的联系时间和电话，我们将立即与您联系，以免耽误您的服务。',
    '我们未能联系到您，请回复方便的联系时间和电话。工单{{caseNumber}}',
  ),
  unitReceived: letter(
    '接修单',
    '我们已收到您送修的产品{{#if productModel}}{{productModel}}{{/if}}。\n\n接修单号：{{receiptNumber}}\n外观情况：{{condition}}\n{{#if accessories}}随机附件：{{accessories}}\n{{/if}}\n请妥善保存本接修单，取件时凭此单核对。',
    '已收到您送修的产品，接修单号{{receiptNumber}}。工单{{caseNumber}}',
  ),
  unitAwaitsCollection: letter(
    '请取回您的产品',
    '您的产品{{#if productModel}}{{productModel}}{{/if}}目前存放在我处，未作维修。您可凭接修单取回，或告知我们寄送地址。\n\n接修单号：{{receiptNumber}}',
    '您的产品存放在我处，请凭接修单{{receiptNumber}}取回。工单{{caseNumber}}',
  ),
  unitGivenBack: letter(
    '产品归还单',
    '您的产品{{#if productModel}}{{productModel}}{{/if}}已交还。\n\n接修单号：{{receiptNumber}}\n外观情况：{{condition}}\n{{#if accessories}}随机附件：{{accessories}}\n{{/if}}\n如有缺少，请立即告知我们。',
    '您的产品已交还，接修单号{{receiptNumber}}。工单{{caseNumber}}',
  ),
  stopUse: letter(
    '安全提示：请立即停止使用',
    '为了您的安全，请立即停止使用该产品{{#if productModel}}（{{productModel}}）{{/if}}。原因：{{reason}}。在我们处理完成之前，请勿通电、拆卸或移动该产品，并请提醒身边的人。',
    '安全提示：请立即停止使用该产品。{{reason}}。工单{{caseNumber}}',
  ),
  proposal: letter(
    '维修方案',
    `我们为您制定了如下维修方案：\n\n{{measures}}\n\n预计完成时间：{{promisedUntil}}\n{{#if totalMinor}}费用合计：{{totalMinor}}{{#if validUntil}}（报价有效期至{{validUntil}}）{{/if}}\n\n请告知您是否接受该报价。${ANSWER_BY}{{else}}费用：免费\n{{/if}}`,
    '维修方案已出，{{#if totalMinor}}费用{{totalMinor}}，请答复是否接受{{#if dueAt}}（{{dueAt}}前）{{/if}}。{{else}}免费维修。{{/if}}工单{{caseNumber}}',
  ),
  quoteReminder: letter(
    '报价待您答复',
    `我们尚未收到您对报价的答复。费用合计：{{totalMinor}}{{#if validUntil}}，报价有效期至{{validUntil}}{{/if}}。${ANSWER_BY}收到您的答复后，我们将立即安排后续工作。`,
    '提醒：报价{{totalMinor}}待您答复{{#if dueAt}}，请于{{dueAt}}前回复{{/if}}。工单{{caseNumber}}',
  ),
  silenceNotice: letter(
    '工单即将关闭',
    '我们多次联系未能得到您的答复（待您处理：{{question}}）。如在{{dueAt}}前仍未收到您的任何消息，本工单将自动关闭。您随时回复本消息即可继续。',
    '未收到您的答复，工单{{caseNumber}}将于{{dueAt}}关闭。回复任意内容即可继续。',
  ),
  confirmationAsked: letter(
    '请确认产品是否完好',
    '您的产品{{#if productModel}}{{productModel}}{{/if}}已修好、通过测试并交还给您，但交付时无人签收。请查看并告知产品是否完好，或存在什么问题。',
    '请确认产品是否完好并告知我们。工单{{caseNumber}}',
  ),
  acceptanceNotice: letter(
    '请确认产品是否完好',
    '您的产品{{#if productModel}}{{productModel}}{{/if}}已修好、通过测试并交还给您，但我们尚未收到您的确认。请查看并告知产品是否完好；如在{{dueAt}}前未收到您的任何消息，将视为验收通过。',
    '请确认产品是否完好；{{dueAt}}前未答复将视为验收通过。工单{{caseNumber}}',
  ),
  paymentAsked: letter(
    '付款通知',
    '您的应付金额为{{amountMinor}}，可使用以下方式付款：{{methods}}。{{#if dueAt}}请于{{dueAt}}前付款，{{/if}}付款时请注明工单编号{{caseNumber}}。款项到账后我们将立即安排维修。',
    '应付{{amountMinor}}，{{#if dueAt}}请于{{dueAt}}前支付，{{/if}}请注明工单{{caseNumber}}。',
  ),
  paymentReceived: letter(
    '已收到您的付款',
    '我们已收到您的付款{{amountMinor}}，谢谢！{{#if remainingMinor}}尚余{{remainingMinor}}未付；维修若以付款为前提，全部款项到账后即开始。{{/if}}{{#if surplusMinor}}多付的{{surplusMinor}}将退还给您。{{/if}}',
    '已收到付款{{amountMinor}}{{#if remainingMinor}}，尚余{{remainingMinor}}未付{{/if}}。谢谢！工单{{caseNumber}}',
  ),
  accountCorrected: letter(
    '您的收款记录已更正',
    '您的收款记录有误，我们已更正：已收{{paidMinor}}，尚余{{remainingMinor}}未付。由此给您带来的不便，敬请谅解。',
    '收款记录已更正：已收{{paidMinor}}，尚余{{remainingMinor}}未付。工单{{caseNumber}}',
  ),
  partDelayed: letter(
    '所需配件需要等待',
    '维修所需的配件“{{partName}}”目前缺货，原因：{{reason}}。{{#if expectedAt}}预计到货时间：{{expectedAt}}。{{/if}}配件一到，我们将立即为您安排维修。由此给您带来的不便，敬请谅解。',
    '配件“{{partName}}”需等待{{#if expectedAt}}，预计{{expectedAt}}到货{{/if}}。敬请谅解。工单{{caseNumber}}',
  ),
  substitute: letter(
    '关于替代配件',
    '维修所需的原厂配件“{{partName}}”将由经认可的替代配件“{{substituteName}}”代替{{#if reason}}，原因：{{reason}}{{/if}}。替代配件同样享受维修质量保证。{{#if dueAt}}请于{{dueAt}}前告知您是否同意使用。{{/if}}',
    '配件“{{partName}}”将用“{{substituteName}}”代替{{#if dueAt}}，请于{{dueAt}}前回复是否同意{{/if}}。工单{{caseNumber}}',
  ),
  partArrived: letter(
    '配件已到货',
    '您维修所需的配件“{{partName}}”已经到货，我们将尽快继续为您维修。感谢您的耐心等待。',
    '配件“{{partName}}”已到货，我们将尽快继续维修。工单{{caseNumber}}',
  ),
  choiceOffered: letter(
    '请选择处理方式',
    `维修所需的配件“{{partName}}”仍未到货。您可以选择：{{options}}。${ANSWER_BY}如未收到您的答复，我们将继续等待配件到货。`,
    '配件“{{partName}}”仍缺货，您可选择：{{options}}{{#if dueAt}}（{{dueAt}}前回复）{{/if}}。工单{{caseNumber}}',
  ),
  rightOffered: letter(
    '您可以选择更换或退款',
    '由于{{ground}}，您现在有权选择：{{options}}。请告知我们您的决定；在您作出选择之前，我们将继续为您维修。',
    '由于{{ground}}，您可选择：{{options}}。请回复您的决定。工单{{caseNumber}}',
  ),
  repairStarted: letter(
    '已开始维修',
    '您的产品{{#if productModel}}{{productModel}}{{/if}}已开始维修。{{#if promisedUntil}}预计在{{promisedUntil}}前完成。{{/if}}',
    '您的产品已开始维修{{#if promisedUntil}}，预计{{promisedUntil}}前完成{{/if}}。工单{{caseNumber}}',
  ),
  readyForCollection: letter(
    '产品已修好，请来取件',
    '您的产品{{#if productModel}}{{productModel}}{{/if}}已修好并通过测试。{{#if dueAt}}请于{{dueAt}}前凭接修单取件。{{else}}请凭接修单取件。{{/if}}取件时我们将为您演示产品功能。',
    '您的产品已修好，请凭接修单{{#if dueAt}}于{{dueAt}}前{{/if}}取件。工单{{caseNumber}}',
  ),
  collectionReminder: letter(
    '请来取回您的产品',
    '您的产品{{#if productModel}}{{productModel}}{{/if}}已修好，尚未取走。{{#if dueAt}}请于{{dueAt}}前凭接修单取件，{{else}}请凭接修单取件，{{/if}}或告知寄送地址。在此期间我们将为您妥善保管。',
    '您的产品尚未取走，请{{#if dueAt}}于{{dueAt}}前{{/if}}取件或告知寄送地址。工单{{caseNumber}}',
  ),
  handedOver: letter(
    '维修服务单',
    '您的产品{{#if productModel}}{{productModel}}{{/if}}已交付。\n\n维修内容：{{measures}}\n{{#if partsTold}}更换配件：{{partsTold}}\n{{/if}}{{#if warrantyUntil}}维修质量保证至：{{warrantyUntil}}\n{{/if}}\n质保期内如出现同一故障，我们将免费为您维修。',
    '产品已交付{{#if warrantyUntil}}，维修质保至{{warrantyUntil}}{{/if}}。感谢您的信任！工单{{caseNumber}}',
  ),
  replacementOffered: letter(
    '更换方案',
    `非常抱歉，您的产品{{#if productModel}}{{productModel}}{{/if}}已不宜继续维修，原因：{{reason}}。您可以选择：{{options}}。${ANSWER_BY}`,
    '产品不宜维修：{{reason}}。您可选择：{{options}}{{#if dueAt}}（{{dueAt}}前回复）{{/if}}。工单{{caseNumber}}',
  ),
  replacementComing: letter(
    '更换产品即将送达',
    '为您更换的产品“{{productName}}”已备好，我们将与您约定送货及取回旧机的时间。{{#if differenceMinor}}差价：{{differenceMinor}}。{{/if}}',
    '更换产品“{{productName}}”已备好，我们将与您约定送货时间。工单{{caseNumber}}',
  ),
  result: letter(
    '维修结果',
    `您的报修已有结果${RESULT}。我们的工作人员会与您联系确认，如有任何不满意之处，请告诉我们，我们将继续处理，直到您满意为止。`,
    `报修已有结果${RESULT}。如有不满意请告诉我们。工单{{caseNumber}}`,
  ),
  survey: letter(
    '请您评价本次服务',
    '感谢您选择我们的服务。请用0至100分为本次服务打分，并告诉我们您的意见和建议{{#if link}}：{{link}}{{else}}，直接回复本消息即可{{/if}}。{{#if dueAt}}调查截止时间：{{dueAt}}。{{/if}}您的评价将帮助我们改进服务。',
    '请为本次服务打分（0–100）{{#if link}}：{{link}}{{else}}，直接回复即可{{/if}}。谢谢！工单{{caseNumber}}',
  ),
  surveyReminder: letter(
    '期待您的评价',
    '我们尚未收到您对本次服务的评价，占用您一分钟时间，请用0至100分为我们打分{{#if link}}：{{link}}{{else}}，直接回复本消息即可{{/if}}。{{#if dueAt}}调查截止时间：{{dueAt}}。{{/if}}',
    '期待您的评价（0–100分）{{#if link}}：{{link}}{{else}}，直接回复即可{{/if}}。工单{{caseNumber}}',
  ),
  periodSurvey: letter(
    '服务满意度调查',
    '感谢您在{{year}}年{{part}}信任我们的售后服务。请用0至100分为这段时间的服务打分，并告诉我们您的意见和建议{{#if link}}：{{link}}{{else}}，直接回复本消息即可{{/if}}。{{#if dueAt}}调查截止时间：{{dueAt}}。{{/if}}如您不希望再收到调查，请告诉我们，我们将不再打扰。',
    '请为{{year}}年{{part}}的服务打分（0–100）{{#if link}}：{{link}}{{else}}，直接回复即可{{/if}}。谢谢！{{caseNumber}}',
  ),
  periodSurveyReminder: letter(
    '期待您的评价',
    '我们尚未收到您对{{year}}年{{part}}服务的评价，占用您一分钟时间，请用0至100分打分{{#if link}}：{{link}}{{else}}，直接回复本消息即可{{/if}}。{{#if dueAt}}调查截止时间：{{dueAt}}。{{/if}}此后我们不再提醒。',
    '期待您对{{year}}年{{part}}服务的评价（0–100分）{{#if link}}：{{link}}{{else}}，直接回复即可{{/if}}。{{caseNumber}}',
  ),
  refundPaid: letter(
    '退款已付出',
    '我们已向您退款{{amountMinor}}{{#if reason}}，原因：{{reason}}{{/if}}。到账时间取决于您的银行或支付平台，请注意查收。',
    '已向您退款{{amountMinor}}，请注意查收。工单{{caseNumber}}',
  ),
  refundRefused: letter(
    '退款未获批准',
    '很抱歉，关于向您退款{{amountMinor}}的申请未获批准，原因：{{reason}}。如您有不同意见，请回复本消息或联系我们。',
    '很抱歉，退款{{amountMinor}}的申请未获批准：{{reason}}。工单{{caseNumber}}',
  ),
  loanOffered: letter(
    '可借用备用机',
    '在您的产品{{#if productModel}}{{productModel}}{{/if}}修好之前，我们可以免费借给您一台备用机。如有需要，请回复本消息或联系我们。',
    '维修期间可免费借用备用机，如需请回复。工单{{caseNumber}}',
  ),
  loanReminder: letter(
    '请归还备用机',
    '您的产品已交付，借给您使用的备用机“{{deviceName}}”请{{#if dueAt}}于{{dueAt}}前{{/if}}归还。如需我们上门取回，请告知方便的时间。',
    '请{{#if dueAt}}于{{dueAt}}前{{/if}}归还备用机“{{deviceName}}”。工单{{caseNumber}}',
  ),
  delayAnnounced: letter(
    '延期告知',
    '很抱歉，“{{what}}”无法按原定时间完成，原因：{{reason}}。新的时间为{{newUntil}}。我们会抓紧处理，由此给您带来的不便，敬请谅解。',
    '很抱歉，“{{what}}”将延至{{newUntil}}，原因：{{reason}}。敬请谅解。工单{{caseNumber}}',
  ),
  news: letter('服务进展', '您的服务最新进展如下：{{text}}', '服务进展：{{text}}。工单{{caseNumber}}'),
  withdrawn: letter(
    '已按您的要求撤回',
    '您的报修申请已撤回{{#if reason}}（{{reason}}）{{/if}}。已付款项如有结余，我们将退还给您；您的产品如在我处，我们将尽快交还。欢迎随时再次联系我们。',
    '您的报修已撤回，工单{{caseNumber}}。欢迎随时再次联系我们。',
  ),
  cancelled: letter(
    '工单已取消',
    '您的工单已取消，原因：{{reason}}。如您认为有误，请与我们联系。',
    '工单{{caseNumber}}已取消：{{reason}}。如有疑问请联系我们。',
  ),
  closed: letter(
    '服务已结束',
    '您的工单已结束，处理结果：{{outcome}}。感谢您的信任与配合！如问题再次出现，请回复本消息或重新报修。',
    '工单{{caseNumber}}已结束，结果：{{outcome}}。感谢您的信任！',
  ),
};
