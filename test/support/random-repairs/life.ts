import { setTimeout as sleep } from 'node:timers/promises';
import type { RepairForms } from '../../../workflows/repair/repair.forms.ts';
import { minutesAfter, nowOf, PEOPLE } from '../../replay/autopilot.ts';
import { reportClosed, requestsOf } from '../linked-steps.ts';
import { accountOf } from '../repair-parts-steps.ts';
import { at, type ApprovalView, type Form, type Story, type TaskView } from '../story.ts';
import type { Answer, World } from '../world.ts';
import { RANDOM_ANSWERS } from './answers.ts';
import { type Choices, HOMEWARDS } from './choices.ts';
import { type CommandTurn, randomCommand } from './commands.ts';
import { ledgerBreaches } from './ledger-rules.ts';
import { patient } from './patience.ts';
import { randomUnit, type ReportedUnit } from './units.ts';
import { taskMove, Upheavals } from './upheavals.ts';
import { awaitedDelivery, delivery, reportedPayment } from './world-moves.ts';

/** More turns than any life needs once everybody does what ends the case. */
const MOST_TURNS_HOME = 200;
const LINES_SHOWN = 60;

/** One repair in which chance decides who does what, and then nobody is left to chance until it is closed. */
export class RandomLife {
  readonly story: Story;
  private readonly unit: ReportedUnit;
  private readonly choose: Choices;
  private readonly log: string[] = [];
  private readonly answered = new Map<string, number>();
  private readonly refusals = new Map<string, number>();
  private readonly upheavals: Upheavals;

  private constructor(story: Story, unit: ReportedUnit, choose: Choices) {
    this.story = story;
    this.upheavals = new Upheavals(story.world);
    this.unit = unit;
    this.choose = choose;
  }

  /** @param day when it is reported, `05-29 16:00` of 2026 in Shanghai */
  static async begin(theWorld: World, choose: Choices, day: string): Promise<RandomLife> {
    const world = patient(theWorld);
    const unit = await randomUnit(world, choose);
    const story = await world.openRepair(unit.reporter, day, unit.report);
    return new RandomLife(story, unit, choose);
  }

  /** Lives so many turns at random, and then until the case is closed; after each turn the ledgers are looked at. */
  async live(turns: number): Promise<void> {
    try {
      for (let turn = 0; turn < turns && !(await this.isClosed()); turn += 1) {
        await this.turn();
        await this.look();
      }
      for (let turn = 0; !(await this.isClosed()); turn += 1) {
        if (turn === MOST_TURNS_HOME) throw new Error('No end');
        await this.turnHome();
        await this.look();
      }
    } catch (error) {
      const walk = this.log.slice(-LINES_SHOWN).join('\n');
      const stand = await this.stand().catch(String);
      throw new Error(`Case ${this.story.caseId}: ${String(error)}\n${stand}\n${walk}`, { cause: error });
    } finally {
      await this.upheavals.end();
    }
  }

  /** How the case stands: what is asked of whom, and what the case is. */
  private async stand(): Promise<string> {
    const { story } = this;
    const facts = {
      now: await nowOf(story),
      tasks: await story.tasks(),
      approvals: await story.approvals(),
      case: await story.read(),
    };
    return Object.entries(facts)
      .map(([what, fact]) => `${what}: ${JSON.stringify(fact)}`)
      .join('\n');
  }

  /** Who did what, and how it was answered. */
  walk(): string {
    return this.log.join('\n');
  }

  private async isClosed(): Promise<boolean> {
    return (await this.story.phase()) === 'closed';
  }

  private async look(): Promise<void> {
    const breaches = await ledgerBreaches(this.story.world.db);
    if (breaches.length > 0) throw new Error(breaches.join('\n'));
  }

  private async turn(): Promise<void> {
    const { choose } = this;
    if (choose.chance(40)) await this.upheavals.end();
    const dice = choose.between(0, 99);
    if (dice < 12) return this.letTimePass(choose.between(20, 3 * 24 * 60));
    if (dice < 24) return this.command();
    if (dice < 30) return this.deliver();
    if (dice < 34) return this.pay();
    if (dice < 40) return this.mischief();
    if (dice < 46) return this.passOn();
    if (dice < 49) return this.upset();
    if (dice < 63 && (await this.decide())) return;
    const tasks = await this.story.tasks();
    const [first, ...others] = tasks;
    if (first !== undefined && (await this.answer(choose.oneOf(first, ...others), choose))) return;
    if (await this.decide()) return;
    await this.letTimePass(choose.between(20, 3 * 24 * 60));
  }

  /** Whatever can be done is done; else time passes. */
  private async turnHome(): Promise<void> {
    await this.upheavals.end();
    await this.story.settled();
    for (const task of await this.story.tasks()) {
      if (await this.answer(task, HOMEWARDS)) return;
    }
    const [approval] = await this.story.approvals();
    if (approval !== undefined) return this.decideOn(approval, { decision: 'approved' });
    if (await this.endLinked()) return;
    if (this.choose.chance(50) && (await this.deliverAwaited())) return;
    await this.letTimePass(2 * 24 * 60);
  }

  /** What was ordered for the case comes. False: nothing is awaited. */
  private async deliverAwaited(): Promise<boolean> {
    const answers = await awaitedDelivery(this.story, await nowOf(this.story));
    this.note('awaited delivery', answers);
    return answers.length > 0;
  }

  /** What the case waits for elsewhere is opened there, and ends there. False: it waits for nothing of that kind. */
  private async endLinked(): Promise<boolean> {
    const awaited = (await requestsOf(this.story)).find(({ waits, state }) => waits && state !== 'closed');
    if (awaited === undefined) return false;
    await reportClosed(this.story.world, awaited.id, 'settled');
    return true;
  }

  /** False: nobody can answer it now. */
  private async answer(task: TaskView, choose: Choices): Promise<boolean> {
    const form = await this.formFor(task, choose);
    if (form === null) return false;
    const answer = await this.complete(await this.whoFor(task), task, form);
    const count = answer.status === 200 ? this.answered : this.refusals;
    const key = answer.status === 200 ? task.kind : task.id;
    count.set(key, (count.get(key) ?? 0) + 1);
    return answer.status === 200 || choose !== HOMEWARDS;
  }

  private async formFor(task: TaskView, choose: Choices): Promise<Form | null> {
    const turn = await this.commandTurn(choose);
    return RANDOM_ANSWERS[task.kind as keyof RepairForms]({
      ...turn,
      task,
      before: this.answered.get(task.kind) ?? 0,
      refusals: this.refusals.get(task.id) ?? 0,
    });
  }

  private async commandTurn(choose: Choices): Promise<CommandTurn> {
    const { story, unit } = this;
    const now = await nowOf(story);
    const { reporter, skills } = unit;
    return {
      ...{ story, now, reporter, skills, choose },
      later: (minutes) => minutesAfter(now, minutes),
      hop: (minute) => this.goTo(minute),
    };
  }

  private async whoFor(task: TaskView): Promise<string> {
    if (task.assigneeId !== null) return this.story.world.handleOf(task.assigneeId);
    const roles = task['roles'] as readonly string[];
    const [role = ''] = roles.filter((candidate) => candidate !== 'customer');
    return role === '' ? this.unit.reporter : (PEOPLE[role] ?? '');
  }

  private complete(who: string, task: TaskView, form: Form): Promise<Answer> {
    return this.call(who, `/v1/tasks/${task.id}/complete`, form, task.kind);
  }

  /** Makes a request, and writes it into the log of this life; a fault of ours ends the life. */
  private async call(who: string, url: string, body: Form, what: string): Promise<Answer> {
    const answer = await this.story.world.call(who, 'POST', url, body);
    const { code = '', detail = '' } = answer.body as { code?: string; detail?: string };
    this.log.push(`${who} ${what} ${JSON.stringify(body)} -> ${answer.status} ${code} ${detail}`);
    if (answer.status >= 500) throw new Error(`${what}: ${JSON.stringify(answer.body)}`);
    return answer;
  }

  private async goTo(minute: string): Promise<void> {
    const { caseId } = this.story;
    const { status } = await this.call('song.qi', `/v1/cases/${caseId}/clock`, { to: at(minute) }, 'clock');
    if (status === 422) throw new Error('The year of the stories is over');
  }

  private async letTimePass(minutes: number): Promise<void> {
    await this.goTo(minutesAfter(await nowOf(this.story), minutes));
  }

  private async command(): Promise<void> {
    const given = await randomCommand(await this.commandTurn(this.choose));
    if (given === null) return;
    const { who, path, input } = given;
    await this.call(who, `/v1/cases/${this.story.caseId}/${path}`, input, path);
  }

  private async deliver(): Promise<void> {
    const answers = await delivery(this.story.world, this.choose, await nowOf(this.story));
    this.note('delivery', answers);
  }

  private async pay(): Promise<void> {
    const { caseId, world } = this.story;
    const { outstandingMinor } = await accountOf(this.story);
    const now = await nowOf(this.story);
    const openMinor = Number(outstandingMinor ?? 0);
    this.note('payment', await reportedPayment(world, this.choose, { caseId, now, openMinor }));
  }

  /** A task changes hands. */
  private async passOn(): Promise<void> {
    const [first, ...others] = await this.story.tasks();
    if (first === undefined) return;
    const task = this.choose.oneOf(first, ...others);
    const { who, verb, body } = await taskMove(this.story.world, task, this.choose);
    await this.call(who, `/v1/tasks/${task.id}/${verb}`, body, `${task.kind} ${verb}`);
  }

  /** Something happens that concerns many cases at once. */
  private async upset(): Promise<void> {
    const { what, answer } = await this.upheavals.next(this.choose, await nowOf(this.story));
    this.note(what, [answer]);
  }

  private note(what: string, answers: readonly Answer[]): void {
    for (const { status, body } of answers) {
      this.log.push(`${what} -> ${status} ${JSON.stringify(body).slice(0, 300)}`);
      if (status >= 500) throw new Error(`${what}: ${JSON.stringify(body)}`);
    }
  }

  /** Approves or refuses, perhaps twice, perhaps not whoever is asked. False: nothing is asked. */
  private async decide(): Promise<boolean> {
    const { choose } = this;
    const [first, ...others] = await this.story.approvals();
    if (first === undefined) return false;
    const approval = choose.oneOf(first, ...others);
    const decision = choose.chance(25) ? { decision: 'refused', reason: 'Not so' } : { decision: 'approved' };
    await this.decideOn(approval, decision);
    if (choose.chance(20)) await this.decideOn(approval, { decision: 'refused', reason: 'After all' });
    return true;
  }

  private async decideOn({ id, role, subject }: ApprovalView, decision: Form): Promise<void> {
    const [usual = '', ...others] = [...new Set([PEOPLE[role] ?? '', ...Object.values(PEOPLE)])];
    const who = this.choose.chance(10) ? this.choose.oneOf(usual, ...others) : usual;
    await this.call(who, `/v1/approvals/${id}/decision`, decision, `approval ${subject}`);
    if (decision['decision'] === 'approved') await sleep(50);
  }

  /** Broken forms, strangers, and two people at once: refused, or one of them. */
  private async mischief(): Promise<void> {
    const { choose } = this;
    const [first, ...others] = await this.story.tasks();
    if (first === undefined) return;
    const task = choose.oneOf(first, ...others);
    const form = await this.formFor(task, choose);
    if (form === null) return;
    const who = await this.whoFor(task);
    switch (choose.oneOf('broken', 'stranger', 'twice')) {
      case 'broken':
        this.refused(await this.complete(who, task, { ...form, nonsense: 1 }));
        break;
      case 'stranger':
        this.refused(await this.complete('song.qi', task, form));
        break;
      case 'twice': {
        const answers = await Promise.all([this.complete(who, task, form), this.complete(who, task, form)]);
        if (answers.every(({ status }) => status === 200))
          throw new Error(`${task.kind} was completed twice`);
      }
    }
  }

  private refused({ status, body }: Answer): void {
    if (status < 400) throw new Error(`Not refused: ${JSON.stringify(body)}`);
  }
}
