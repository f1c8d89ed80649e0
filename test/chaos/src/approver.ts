import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@ag06/test-support';
import { ApprovalsPage, type ToldApproval } from './api.ts';
import { monotonicMs } from './clock.ts';
import type { SentAnswer } from './history.ts';
import type { HttpClient } from './http-client.ts';
import { toCancelEnd } from './submitter.ts';
import { CHOICES, stepsOf } from './workflows.ts';

const LOOK_EVERY_MS = 400;
/** Longer than a step waits that is meant to get no answer. */
const LATE_MS = 1_500;
const SOON_MS = 2_000;
/** So many of the first approvals are answered late too, because a slow machine has time for few. */
const FIRST_LATE = 3;

/** People who answer what steps ask: now and then twice, against each other, and after somebody else. */
export class Approver {
  readonly answers: SentAnswer[] = [];
  readonly #http: HttpClient;
  readonly #random: Random;
  readonly #seen = new Set<string>();
  #count = 0;

  constructor(http: HttpClient, random: Random) {
    this.#http = http;
    this.#random = random;
  }

  /** Until `over` aborts, and what was begun is done. What is asked after that times out. */
  async work(over: AbortSignal): Promise<void> {
    const later: Promise<void>[] = [];
    while (!over.aborted) {
      await delay(LOOK_EVERY_MS, undefined, { signal: over }).catch(() => {});
      for (const approval of await this.#list()) {
        if (this.#seen.has(approval.id)) continue;
        this.#seen.add(approval.id);
        later.push(this.#answerAll(approval));
      }
    }
    await Promise.all(later);
  }

  async #list(): Promise<readonly ToldApproval[]> {
    const answer = await this.#http.send({ method: 'GET', path: '/v1/approvals?limit=500' });
    return answer?.status === 200 ? ApprovalsPage.parse(answer.body).items : [];
  }

  async #answerAll(approval: ToldApproval): Promise<void> {
    const isMeantToTimeOut = (stepsOf(approval.workflow)[approval.step]?.timeoutMs ?? 0) < LATE_MS;
    const draw = this.#random.next();
    const [isTwice, isContradicted, isDrawnLate] = [draw < 0.3, draw > 0.7, this.#random.chance(0.3)];
    const isLate = isDrawnLate || this.#seen.size <= FIRST_LATE;
    await delay(isMeantToTimeOut ? LATE_MS : this.#random.int(SOON_MS));
    const first = this.#draw(approval);
    const callers = [first, ...(isTwice ? [first] : []), ...(isContradicted ? [this.#draw(approval)] : [])];
    await Promise.all(callers.map((answer) => this.#send(answer)));
    if (!isLate) return;
    await delay(this.#random.int(LATE_MS));
    await this.#send(this.#draw(approval));
  }

  #draw({ id, runId, step, signal }: ToldApproval): Omit<SentAnswer, 'end' | 'from' | 'to'> {
    const by = `person-${this.#random.seed}-${++this.#count}`;
    return {
      approval: id,
      runId,
      step,
      name: signal,
      key: `${id}-${by}`,
      by,
      choice: this.#random.pick(CHOICES),
    };
  }

  async #send(drawn: Omit<SentAnswer, 'end' | 'from' | 'to'>): Promise<void> {
    const { approval, key, by, choice } = drawn;
    const from = monotonicMs();
    const { answer, isAnyTryLost } = await this.#http.insist({
      method: 'POST',
      path: `/v1/approvals/${approval}`,
      body: { choice },
      headers: { 'idempotency-key': key, 'x-actor': by },
    });
    const told = toCancelEnd(answer?.status);
    // The one before may have been taken unseen.
    const end = told === 'too late' && isAnyTryLost ? 'unknown' : told;
    this.answers.push({ ...drawn, end, from, to: monotonicMs() });
  }
}
