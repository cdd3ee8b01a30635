import { setTimeout as sleep } from 'node:timers/promises';
import type { RestClient } from './rest-client.ts';
import { SIGNATURE_PICTURE } from './signature.ts';

/** A task as its form is filled in. */
export interface OpenTask {
  readonly id: string;
  readonly kind: string;
  readonly about: Readonly<Record<string, unknown>>;
  /** Fields of its form that are known already. */
  readonly proposes: Readonly<Record<string, unknown>>;
}

/** An entry of the timeline. */
export interface TimelineEntry {
  readonly seq: number;
  readonly kind: string;
  readonly at: string;
  readonly actor: { readonly type: string; readonly personId?: string };
  readonly data: Readonly<Record<string, unknown>>;
}

/** A promise to the customer and why it was due when it was. */
export interface Commitment {
  readonly name: string;
  readonly status: 'running' | 'met' | 'dropped';
  readonly dueAt: string | null;
  readonly metAt: string | null;
  readonly metLateSeconds: number | null;
  readonly isMissed: boolean;
  readonly why: {
    readonly policyVersion: number;
    readonly source: string;
    readonly calendarCode: string;
    readonly limit: { readonly amount: number; readonly unit: string; readonly counting: string };
  };
  readonly levels: readonly {
    readonly level: number;
    readonly role: string;
    readonly firedAt: string | null;
  }[];
}

/** How a case stands. */
export interface CaseReading {
  readonly id: string;
  readonly number: string;
  readonly phase: string;
  readonly outcome: string | null;
  readonly round: number;
  readonly customerId: string;
}

/** Told the new entries of the timeline after each act. */
export type Audience = (entries: readonly TimelineEntry[]) => void;

type Form = Readonly<Record<string, unknown>>;

/** Someone of the administration, who sees every case and moves its clock. */
const STAGEHAND = 'song.qi';

/** What an act sets in motion (a price looked up, parts reserved) is there within milliseconds. */
const THERE_WITHIN_MS = 15_000;
const LOOK_AGAIN_AFTER_MS = 150;

/** One case, played by its people through the REST API. */
export class PlayedCase {
  readonly caseId: string;
  private readonly client: RestClient;
  private readonly audience: Audience;
  private lastSeq = 0;

  constructor(client: RestClient, caseId: string, audience: Audience) {
    this.client = client;
    this.caseId = caseId;
    this.audience = audience;
  }

  /** Reports a repair at an instant of the case's own clock. */
  static async open(
    client: RestClient,
    who: string,
    report: object,
    at: string,
    audience: Audience,
  ): Promise<PlayedCase> {
    const opened = await client.post<{ case: CaseReading }>(who, '/v1/repairs', {
      ...report,
      clock: { now: at },
    });
    const played = new PlayedCase(client, opened.case.id, audience);
    await played.tell();
    return played;
  }

  /** Lets the case's clock run to an instant. */
  async goTo(at: string): Promise<void> {
    await this.client.post(STAGEHAND, `/v1/cases/${this.caseId}/clock`, { to: at });
    await this.tell();
  }

  /** Completes the task of a kind, when it is open. */
  async does(who: string, kind: string, form: Form | ((task: OpenTask) => Form)): Promise<void> {
    const task = await this.task(kind);
    const filledIn = typeof form === 'function' ? form(task) : form;
    await this.client.post(who, `/v1/tasks/${task.id}/complete`, filledIn);
    await this.tell();
  }

  /** Uploads the picture of a signature and gives its key. */
  signature(who: string): Promise<string> {
    return this.client.upload(who, `/v1/cases/${this.caseId}/evidence`, SIGNATURE_PICTURE);
  }

  /** Gives a command. */
  async orders(who: string, command: string, input: Form): Promise<void> {
    await this.client.post(who, `/v1/cases/${this.caseId}/${command}`, input);
    await this.tell();
  }

  /** Approves what is asked under a subject, when it is asked. */
  async approves(who: string, subject: string): Promise<void> {
    const approval = await this.appeared(`the approval "${subject}"`, async () => {
      const path = `/v1/approvals?caseId=${this.caseId}&subject=${subject}&mine=false`;
      return (await this.client.get<{ items: readonly { id: string }[] }>(STAGEHAND, path)).items[0];
    });
    await this.client.post(who, `/v1/approvals/${approval.id}/decision`, { decision: 'approved' });
    await this.tell();
  }

  task(kind: string): Promise<OpenTask> {
    return this.appeared(`the task "${kind}"`, async () => {
      const path = `/v1/tasks?caseId=${this.caseId}&kind=${kind}&inbox=all`;
      return (await this.client.get<{ items: readonly OpenTask[] }>(STAGEHAND, path)).items[0];
    });
  }

  read(): Promise<CaseReading> {
    return this.client.get(STAGEHAND, `/v1/cases/${this.caseId}`);
  }

  /** Waits until the case is closed. */
  async closed(): Promise<CaseReading> {
    const reading = await this.appeared('the end of the case', async () => {
      const found = await this.read();
      return found.phase === 'closed' ? found : undefined;
    });
    await this.tell();
    return reading;
  }

  async commitments(): Promise<readonly Commitment[]> {
    const path = `/v1/cases/${this.caseId}/commitments`;
    return (await this.client.get<{ items: readonly Commitment[] }>(STAGEHAND, path)).items;
  }

  private async tell(): Promise<void> {
    const path = `/v1/cases/${this.caseId}/timeline?limit=200`;
    const { items } = await this.client.get<{ items: readonly TimelineEntry[] }>(STAGEHAND, path);
    const news = items.filter(({ seq }) => seq > this.lastSeq);
    this.lastSeq = Math.max(this.lastSeq, ...news.map(({ seq }) => seq));
    if (news.length > 0) this.audience(news);
  }

  private async appeared<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
    const giveUpAt = performance.now() + THERE_WITHIN_MS;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (performance.now() > giveUpAt) {
        const { number, phase } = await this.read();
        throw new Error(`Case ${number} is in ${phase}, and ${what} does not come`);
      }
      await sleep(LOOK_AGAIN_AFTER_MS);
    }
  }
}
