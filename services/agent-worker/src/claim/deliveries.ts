import type { Delivery, DeliveryEnd, UndeliverableJob } from '@ag06/broker';
import { type Activation, agentQueue, UNKNOWN_VERSION_DELIVERIES_MAX } from '@ag06/contracts';
import { traceIdOf } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';
import { giveUpClaim, isForGood } from './give-up-claim.ts';
import { JobSession } from './job-session.ts';
import { parseActivation } from './parse-activation.ts';

const UNKNOWN_VERSION_DELAY_MS = 5_000;
const DEFECT_DELAY_MS = 1_000;
const DEFECT_DELAY_MAX_MS = 5_000;
/** With the delays of such a job this is ten minutes. */
export const DEFECT_DELIVERIES_MAX = 120;
/** How many failures in a row here, because deliveries may also have been used up elsewhere. */
export const DEFECTS_HERE_MAX = 5;
/** The most jobs whose failures are remembered. */
const REMEMBERED_MAX = 1_000;
const DONE: DeliveryEnd = { end: 'done' };

interface Session {
  readonly session: JobSession;
  readonly done: Promise<DeliveryEnd>;
}

/**
 * Handles each delivery of one worker: runs a session for it, or writes a dead letter. A failed job is handed back, for
 * another worker or a better time. After ten minutes of permanent failures it ends.
 */
export class Deliveries {
  readonly #parts: Parts;
  readonly #sessions = new Map<string, Session>();
  /** How often in a row each job failed permanently here. */
  readonly #defects = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async handle(delivery: Delivery): Promise<DeliveryEnd> {
    this.#parts.urgency.begin();
    try {
      const parsed = parseActivation(delivery);
      switch (parsed.is) {
        case 'unknown-version':
          return await this.#passOn(delivery);
        case 'foreign':
          return await this.#setAside(delivery, parsed.reason);
        case 'valid':
          return await this.#carryOut(delivery, parsed.activation);
      }
    } catch (error) {
      return this.#handBack(delivery, error);
    } finally {
      this.#parts.urgency.end();
    }
  }

  /** Writes the dead letter of a job whose handling rejected, against the contract of `handle`. */
  async setDeadAside({ queue, jobId, reason, data }: UndeliverableJob): Promise<void> {
    this.#parts.log.error({ queue, jobId, code: reason }, 'A job was set aside because of a defect.');
    await this.#parts.fleet.addDeadLetter({ queue, jobId, reason, data });
  }

  /** Another process may understand it. */
  #passOn(delivery: Delivery): Promise<DeliveryEnd> | DeliveryEnd {
    if (delivery.delivery >= UNKNOWN_VERSION_DELIVERIES_MAX)
      return this.#setAside(delivery, 'JOB_VERSION_UNKNOWN');
    return { end: 'delay', delayMs: UNKNOWN_VERSION_DELAY_MS };
  }

  async #setAside(delivery: Delivery, reason: string): Promise<DeliveryEnd> {
    const { agent, jobId } = delivery;
    const data = delivery.data ?? null;
    this.#parts.log.warn({ agent, jobId, reason }, 'A foreign job was set aside.');
    await this.#parts.fleet.addDeadLetter({ queue: agentQueue(agent), jobId, reason, data });
    return DONE;
  }

  async #carryOut(delivery: Delivery, activation: Activation): Promise<DeliveryEnd> {
    this.#parts.book.deliveries.at(delivery.agent).add();
    const known = this.#sessions.get(delivery.jobId);
    if (known !== undefined) {
      await known.session.join(delivery);
      return known.done;
    }
    try {
      const end = await this.#begin(delivery, new JobSession(this.#parts, delivery, activation));
      this.#defects.delete(delivery.jobId);
      return end;
    } catch (error) {
      if (this.#parts.draining.aborted || !this.#isEnough(delivery, error)) throw error;
      await giveUpClaim(this.#parts, delivery, activation, error);
      this.#defects.delete(delivery.jobId);
      return DONE;
    }
  }

  async #begin(delivery: Delivery, session: JobSession): Promise<DeliveryEnd> {
    const done = session.run();
    this.#sessions.set(delivery.jobId, { session, done });
    try {
      return await done;
    } finally {
      this.#sessions.delete(delivery.jobId);
    }
  }

  /** Counts the failure. */
  #isEnough({ jobId, delivery }: Delivery, error: unknown): boolean {
    const failures = isForGood(error) ? (this.#defects.get(jobId) ?? 0) + 1 : 0;
    this.#defects.delete(jobId);
    if (failures === 0) return false;
    this.#defects.set(jobId, failures);
    const [oldest] = this.#defects.size > REMEMBERED_MAX ? this.#defects.keys() : [];
    if (oldest !== undefined) this.#defects.delete(oldest);
    return failures >= DEFECTS_HERE_MAX && delivery >= DEFECT_DELIVERIES_MAX;
  }

  #handBack(delivery: Delivery, error: unknown): DeliveryEnd {
    const { draining, expired, log } = this.#parts;
    if (!expired.aborted) log.error({ err: error, ...idsOfJob(delivery) }, 'A job was handed back.');
    if (draining.aborted) return { end: 'delay', delayMs: 0 };
    const failures = this.#defects.get(delivery.jobId) ?? 1;
    return { end: 'delay', delayMs: Math.min(DEFECT_DELAY_MS * 2 ** (failures - 1), DEFECT_DELAY_MAX_MS) };
  }
}

function idsOfJob(delivery: Delivery): object {
  const { jobId } = delivery;
  const parsed = parseActivation(delivery);
  if (parsed.is !== 'valid') return { jobId };
  const { runId, traceparent } = parsed.activation;
  return { jobId, runId, traceId: traceIdOf(traceparent) };
}
