const PART_ID = '0198a3c2-7d1e-7c55-9b1f-2f6a1f0c9e01';

/** A body that each command takes, shown in the OpenAPI document. */
export const COMMAND_EXAMPLES: Readonly<Record<string, object>> = {
  hold: {
    reason: 'waitingForCustomer',
    text: '客户出差，6 月 8 日后联系',
    until: '2026-06-08T09:00:00+08:00',
  },
  resume: { text: '客户已返回' },
  escalate: { reason: '已等待三天，仍无人上门' },
  comment: { text: '门铃已坏，请打电话', shared: true },
  attachEvidence: { evidence: ['0198a3c2-7d1e-7c55-9b1f-2f6a1f0c9e02'], text: '铰链断裂处' },
  link: { linkedCaseId: '0198a3c2-7d1e-7c55-9b1f-2f6a1f0c9e03', relation: 'related', waits: true },
  unlink: { linkedCaseId: '0198a3c2-7d1e-7c55-9b1f-2f6a1f0c9e03' },
  openLinkedCase: { kind: 'return-exchange', text: '冷藏柜故障期间变质的酸奶' },
  openAction: { text: '同批次三台压缩机启动电容失效，请查来料', department: '质量部' },
  changeAppointment: {
    reason: '台风停工',
    windowFrom: '2026-06-02T10:00:00+08:00',
    windowTo: '2026-06-02T12:00:00+08:00',
  },
  changePriority: { priority: 'urgent', reason: '门店停业' },
  requestParts: { lines: [{ partId: PART_ID, quantity: 1 }] },
  requestHelp: { question: '压缩机启动后跳闸，是否需要更换控制板？', from: 'technical_support' },
  changePlan: { reason: '发现铰链座也已开裂' },
  deferPayment: { until: '2026-06-30T18:00:00+08:00', reason: '客户按月结算' },
  changeWriteOff: {
    ground: 'uneconomic',
    repairCostMinor: 340_000,
    unitValueMinor: 457_424,
    evidence: ['evidence/board-burnt.jpg'],
    disposal: 'scrap',
  },
  lendDevice: {
    partId: PART_ID,
    serial: 'LD200-001',
    accessories: ['电源线'],
    signedBy: '朱莉',
    signature: '0f0f0f0f-0000-4000-8000-000000000002',
  },
  announceDelay: {
    reason: '配件到货延迟',
    newUntil: '2026-06-08T18:00:00+08:00',
    toldAt: '2026-06-04T10:00:00+08:00',
    understood: 'yes',
  },
  correctRegister: { serialNumber: 'WD2200-250317-0042', reason: '序列号抄错一位' },
  sendNews: { text: '配件已发货，预计周四到达' },
  withdraw: { reason: '已自行解决' },
  merge: { targetId: '0198a3c2-7d1e-7c55-9b1f-2f6a1f0c9e03', text: '同一台设备已有报修' },
  convert: { targetKind: 'return-exchange', text: '客户要求退货' },
  cancel: { reason: '重复录入' },
};
