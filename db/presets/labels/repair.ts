import { label } from './label.ts';

/** Phases of a repair; also what the customer reads as its status (repair process, section 3.1). */
export const REPAIR_PHASES = {
  intake: label('受理', 'Received'),
  dispatch: label('派工', 'Appointment'),
  diagnosis: label('检测', 'Being examined'),
  proposal: label('方案报价', 'Proposal'),
  parts: label('备件', 'Parts'),
  work: label('维修', 'Being repaired'),
  acceptance: label('验收', 'Acceptance'),
  replacement: label('更换', 'Replacement'),
  completion: label('完工', 'Done, follow-up'),
  closed: label('已结', 'Closed'),
} as const;

/** Tasks of a repair (repair process, sections 3.2 and 3.4). */
export const REPAIR_TASKS = {
  contactCustomer: label('联系客户', 'Contact the customer'),
  classify: label('分类定级', 'Classify the report'),
  solveRemotely: label('电话解决', 'Solve by call'),
  assign: label('指派技术员', 'Assign a technician'),
  agreeAppointment: label('预约上门或送修时间', 'Agree on an appointment'),
  checkIn: label('到场签到', 'Check in on site'),
  receiveUnit: label('接收送修产品', 'Receive the unit'),
  diagnose: label('故障检测', 'Diagnose the fault'),
  giveHelp: label('协助诊断', 'Help with the diagnosis'),
  planWork: label('制定维修方案', 'Plan the work'),
  quote: label('报价', 'Prepare the quotation'),
  answerQuote: label('答复报价', 'Answer the quotation'),
  reviewCoverage: label('复核保修责任', 'Review the coverage'),
  confirmPayment: label('确认收款', 'Confirm the payment'),
  handInCash: label('上交现金', 'Hand in cash'),
  placePayment: label('处理未匹配款项', 'Place an unmatched payment'),
  issueParts: label('发放配件', 'Issue parts'),
  sourceLine: label('落实缺件来源', 'Find a source for a short part'),
  answerWait: label('选择等待或其他方案', 'Choose to wait or otherwise'),
  doWork: label('维修作业', 'Do the repair'),
  testUnit: label('修后测试', 'Test the unit'),
  handOver: label('交付验收', 'Hand over the unit'),
  decideUncollected: label('处理逾期未取产品', 'Decide on a unit not collected'),
  confirmUnit: label('确认产品完好', 'Confirm the unit is in order'),
  decideRefusal: label('处理拒签', 'Decide on a refused signature'),
  proposeScrap: label('提出报废', 'Propose scrapping'),
  chooseReplacement: label('选定更换产品', 'Choose the replacement'),
  collectOld: label('送新取旧', 'Deliver the new unit, collect the old'),
  scrapUnit: label('报废旧机', 'Scrap the old unit'),
  answerRight: label('选择更换、退款或继续维修', 'Choose replacement, refund or repair'),
  tellResult: label('告知维修结果', 'Tell the result'),
  followUp: label('回访', 'Follow up'),
  answerFeedback: label('答复客户意见', 'Answer the customer’s feedback'),
  answerSurvey: label('填写满意度调查', 'Answer the survey'),
  returnParts: label('退回剩余配件', 'Return unused parts'),
  giveUnitBack: label('归还客户产品', 'Give the unit back'),
  returnLoan: label('收回备用机', 'Take the loan device back'),
  feeDetail: label('编制费用明细表', 'Write the fee detail'),
  costFees: label('核算费用', 'Cost the fees'),
  settleBalance: label('结清款项', 'Settle the balance'),
  closeOut: label('中止作业收尾', 'Close out work begun'),
  announceDelay: label('告知延期', 'Announce a delay'),
} as const;

/** Commands of a repair, those of every case included (repair process, section 5). */
export const REPAIR_COMMANDS = {
  hold: label('挂起', 'Hold the case'),
  resume: label('恢复', 'End the hold'),
  escalate: label('升级', 'Escalate'),
  comment: label('添加备注', 'Add a comment'),
  attachEvidence: label('添加凭证', 'Attach evidence'),
  link: label('关联工单', 'Link a case'),
  unlink: label('取消关联', 'Take a link back'),
  openLinkedCase: label('申请立其他工单', 'Ask for a case of another kind'),
  openAction: label('申请纠正预防措施', 'Ask for a corrective action'),
  changeAppointment: label('变更预约', 'Move the appointment'),
  changePriority: label('变更优先级', 'Change the priority'),
  requestParts: label('申请配件', 'Request parts'),
  requestHelp: label('请求协助', 'Request help'),
  changePlan: label('变更方案', 'Change the plan'),
  deferPayment: label('申请延期付款', 'Ask for payment later'),
  grantRefund: label('申请特批退款', 'Grant a refund'),
  changeWriteOff: label('变更报废申请', 'Change the write-off'),
  lendDevice: label('借出备用机', 'Lend a device'),
  announceDelay: label('告知延期', 'Announce a delay'),
  correctRegister: label('更正产品登记', 'Correct the register'),
  sendNews: label('通报进展', 'Send news'),
  withdraw: label('撤回报修', 'Withdraw the request'),
  cancel: label('取消工单', 'Cancel the case'),
} as const;

/** Promises of a repair (repair process, section 3.3). */
export const REPAIR_COMMITMENTS = {
  firstResponse: label('首次响应', 'First response'),
  contact: label('技术员联系客户', 'Technician’s call'),
  visit: label('首次上门', 'First visit'),
  appointment: label('约定时段', 'Agreed appointment'),
  repair: label('修复完成', 'Completion of the repair'),
  rework: label('返修完成', 'Completion of the rework'),
  announced: label('承诺的完成日期', 'Announced completion date'),
  news: label('进展通报', 'News to the customer'),
  part: label('配件到货', 'Arrival of the part'),
  resultTold: label('告知维修结果', 'Result told'),
  followUp: label('回访', 'Follow-up'),
  survey: label('满意度调查', 'Satisfaction survey'),
  settle: label('费用与配件结清', 'Settlement of fees and parts'),
  loanReturn: label('备用机归还', 'Return of the loan device'),
} as const;

/** Subjects of approvals (repair process, section 6). */
export const REPAIR_APPROVALS = {
  plan: label('维修方案', 'Work plan'),
  requisition: label('配件领用单', 'Parts requisition'),
  substitute: label('替代配件', 'Substitute part'),
  coverage: label('保修责任认定', 'Coverage decision'),
  price: label('价格减免', 'Price below the list'),
  deferPayment: label('延期付款', 'Deferred payment'),
  scrap: label('产品报废', 'Scrapping of the unit'),
  feeDetail: label('费用明细表', 'Fee detail'),
  refund: label('退款', 'Refund'),
  longHold: label('长期挂起', 'Long hold'),
} as const;

/** Outcomes of a repair (repair process, section 10). */
export const REPAIR_OUTCOMES = {
  repaired: label('已修复', 'Repaired'),
  replaced: label('已更换', 'Replaced'),
  solvedRemotely: label('电话已解决', 'Solved by call'),
  noFaultFound: label('未发现故障', 'No fault found'),
  declined: label('客户未接受报价', 'Quotation declined'),
  unrepaired: label('未能修复', 'Not repaired'),
  refundedByReturn: label('退货退款', 'Returned and refunded'),
  customerSilent: label('客户未答复', 'No answer from the customer'),
  withdrawn: label('客户撤回', 'Withdrawn by the customer'),
  cancelled: label('已取消', 'Cancelled'),
  refused: label('未受理', 'Refused'),
  converted: label('转为其他服务', 'Turned into another request'),
  merged: label('已并入其他工单', 'Merged into another case'),
  handedToComplaint: label('转投诉处理', 'Handed over to a complaint'),
} as const;

/** What a customer can choose while a part is short, a right has ripened or a unit is written off. */
export const REPAIR_OPTIONS = {
  wait: label('继续等待', 'wait'),
  substitute: label('使用替代配件', 'take a substitute part'),
  replacement: label('更换产品', 'have the unit replaced'),
  refund: label('退款', 'have the money refunded'),
  repair: label('继续维修', 'go on with the repair'),
  keepUnit: label('保留原机', 'keep the unit as it is'),
  withdraw: label('撤回报修', 'withdraw the request'),
} as const;
