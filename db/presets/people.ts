import type { Instant, Role } from '../../workflows/domain/limits.ts';
import type { Language } from '../../workflows/domain/policy/choices.ts';

/* The demo organisation (H-01). All names, numbers and addresses are invented; `.example` leads nowhere. */

export const DEPARTMENTS = [
  { code: 'after-sales', name: '售后服务部' },
  { code: 'technical', name: '技术部' },
  { code: 'production', name: '生产部' },
  { code: 'quality', name: '质量检验部' },
  { code: 'sales', name: '销售部' },
  { code: 'finance', name: '财务部' },
  { code: 'management', name: '总经理办公室' },
] as const;

export const TEAMS = [
  { code: 'customer-service', name: '客服组', department: 'after-sales', lead: 'li.na' },
  { code: 'repair', name: '维修组', department: 'after-sales', lead: 'wang.lei' },
  { code: 'parts', name: '配件组', department: 'after-sales', lead: 'chen.hao' },
  { code: 'technical-support', name: '技术支持组', department: 'technical', lead: 'zhou.jie' },
  { code: 'production', name: '生产组', department: 'production', lead: null },
  { code: 'inspection', name: '检验组', department: 'quality', lead: null },
  { code: 'sales', name: '销售组', department: 'sales', lead: 'qian.wei' },
  { code: 'accounting', name: '核算组', department: 'finance', lead: null },
  { code: 'management', name: '管理层', department: 'management', lead: 'zhao.ming' },
] as const;

export const SKILLS = [
  { code: 'furniture', name: '家具维修' },
  { code: 'surface', name: '漆面与表面修复' },
  { code: 'refrigeration', name: '制冷维修' },
  { code: 'electrical', name: '电气维修' },
  { code: 'electronics', name: '电子与电路板' },
  { code: 'software', name: '软件安装与调试' },
  { code: 'water', name: '饮水设备' },
] as const;

type TeamCode = (typeof TEAMS)[number]['code'];
type SkillCode = (typeof SKILLS)[number]['code'];

/** A member of staff of the demo organisation, with the handle of the person reported to. */
export interface PersonPreset {
  readonly handle: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly wechatId: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly team: TeamCode;
  readonly roles: readonly Role[];
  readonly skills: readonly SkillCode[];
  /** Null at the top. */
  readonly superior: string | null;
}

type Belongings = Pick<PersonPreset, 'team' | 'roles' | 'superior'> &
  Partial<Pick<PersonPreset, 'skills' | 'language'>>;

const person = (handle: string, name: string, extension: number, belongings: Belongings): PersonPreset => ({
  handle,
  name,
  email: `${handle}@shouhou.example`,
  phone: `+86 21 5555 ${extension}`,
  wechatId: `shouhou_${handle.replace('.', '_')}`,
  language: 'zh-CN',
  timeZone: 'Asia/Shanghai',
  skills: [],
  ...belongings,
});

/** Everybody, superiors before those who report to them. */
export const PEOPLE: readonly PersonPreset[] = [
  person('zhao.ming', '赵明', 1001, { team: 'management', roles: ['general_manager'], superior: null }),
  person('sun.yan', '孙燕', 1101, { team: 'management', roles: ['manager'], superior: 'zhao.ming' }),
  person('qian.wei', '钱伟', 1201, { team: 'sales', roles: ['sales_manager'], superior: 'zhao.ming' }),
  person('lin.xia', '林霞', 1301, { team: 'accounting', roles: ['finance'], superior: 'zhao.ming' }),
  person('song.qi', '宋琪', 1401, { team: 'management', roles: ['admin'], superior: 'zhao.ming' }),
  person('zhou.jie', '周杰', 1501, {
    team: 'technical-support',
    roles: ['department_head'],
    superior: 'sun.yan',
  }),
  person('li.na', '李娜', 2001, { team: 'customer-service', roles: ['service_lead'], superior: 'sun.yan' }),
  person('wang.lei', '王磊', 2101, {
    team: 'repair',
    roles: ['repair_lead'],
    skills: ['furniture', 'electrical'],
    superior: 'sun.yan',
  }),
  person('chen.hao', '陈浩', 2201, { team: 'parts', roles: ['parts_lead'], superior: 'sun.yan' }),
  person('gao.feng', '高峰', 2301, { team: 'inspection', roles: ['inspector'], superior: 'sun.yan' }),
  person('luo.yong', '罗勇', 2401, { team: 'production', roles: ['production'], superior: 'zhou.jie' }),
  person('tang.wei', '唐薇', 1511, {
    team: 'technical-support',
    roles: ['technical_support'],
    superior: 'zhou.jie',
  }),
  person('tom.baker', 'Tom Baker', 1512, {
    team: 'technical-support',
    roles: ['technical_support'],
    superior: 'zhou.jie',
    language: 'en',
  }),
  person('zhang.min', '张敏', 2011, { team: 'customer-service', roles: ['agent'], superior: 'li.na' }),
  person('liu.yang', '刘洋', 2012, { team: 'customer-service', roles: ['agent'], superior: 'li.na' }),
  person('mei.lan', '梅兰', 2013, { team: 'customer-service', roles: ['agent'], superior: 'li.na' }),
  person('wu.gang', '吴刚', 2111, {
    team: 'repair',
    roles: ['technician'],
    skills: ['furniture', 'surface'],
    superior: 'wang.lei',
  }),
  person('zheng.kai', '郑凯', 2112, {
    team: 'repair',
    roles: ['technician'],
    skills: ['furniture', 'electrical'],
    superior: 'wang.lei',
  }),
  person('feng.bo', '冯波', 2113, {
    team: 'repair',
    roles: ['technician'],
    skills: ['refrigeration', 'electrical', 'water'],
    superior: 'wang.lei',
  }),
  person('xu.tao', '许涛', 2114, {
    team: 'repair',
    roles: ['technician'],
    skills: ['refrigeration', 'electrical'],
    superior: 'wang.lei',
  }),
  person('huang.lin', '黄琳', 2115, {
    team: 'repair',
    roles: ['technician'],
    skills: ['electronics', 'software'],
    superior: 'wang.lei',
  }),
  person('ma.chao', '马超', 2116, {
    team: 'repair',
    roles: ['technician'],
    skills: ['electronics', 'electrical', 'software', 'water'],
    superior: 'wang.lei',
  }),
  person('he.jing', '何静', 2211, { team: 'parts', roles: ['parts_clerk'], superior: 'chen.hao' }),
  person('lu.fang', '卢芳', 2212, { team: 'parts', roles: ['parts_clerk'], superior: 'chen.hao' }),
];

/** Somebody who stands in for a role around the clock, for one week. */
export interface DutyShiftPreset {
  readonly role: Role;
  /** Handle of the person. */
  readonly person: string;
  readonly startsAt: Instant;
  /** The first instant after the shift. */
  readonly endsAt: Instant;
}

/** Who takes turns, week by week. */
const DUTY_ROTATIONS: readonly { readonly role: Role; readonly people: readonly string[] }[] = [
  { role: 'agent', people: ['zhang.min', 'liu.yang', 'mei.lan'] },
  { role: 'technician', people: ['feng.bo', 'zheng.kai', 'ma.chao', 'xu.tao', 'wu.gang', 'huang.lin'] },
  { role: 'technical_support', people: ['tang.wei', 'tom.baker'] },
  { role: 'parts_clerk', people: ['he.jing', 'lu.fang'] },
  { role: 'service_lead', people: ['li.na'] },
  { role: 'repair_lead', people: ['wang.lei'] },
  { role: 'parts_lead', people: ['chen.hao'] },
  { role: 'manager', people: ['sun.yan'] },
  { role: 'general_manager', people: ['zhao.ming'] },
];

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000;
/** Monday 2025-12-29 00:00 in Shanghai. */
const ROSTER_BEGINS: Instant = Date.UTC(2025, 11, 28, 16);
/** To the end of 2028. */
const ROSTER_WEEKS = 157;

/** The duty roster of nights and holidays, 2026 to 2028, changing on Mondays at 00:00. */
export const DUTY_SHIFTS: readonly DutyShiftPreset[] = DUTY_ROTATIONS.flatMap(({ role, people }) =>
  Array.from({ length: ROSTER_WEEKS }, (_, week) => {
    const startsAt = ROSTER_BEGINS + week * WEEK_MS;
    return { role, person: people[week % people.length] ?? '', startsAt, endsAt: startsAt + WEEK_MS };
  }),
);
