import { KNOBS, type Knob } from '@ag06/contracts/tuning';
import { z } from 'zod';

const knob = z.enum(KNOBS);

/** A setting that stays as it is. */
export const KnobLock = z.strictObject({
  knob,
  /** Seconds; null: until a person unlocks it. */
  until: z.number().nullable(),
  reason: z.string().max(500),
  by: z.enum(['person', 'rollback']),
});
export type KnobLock = z.infer<typeof KnobLock>;

export const KnobLocksModel = z.strictObject({
  locks: z.array(KnobLock),
  /** The last rollback of each setting, and how many locks have followed rollbacks. */
  rollbacks: z.array(z.tuple([knob, z.number(), z.int()])),
});
export type KnobLocksModel = z.infer<typeof KnobLocksModel>;

const HOUR_SECONDS = 3_600;
/** After a single rollback, so that the same change does not come back at once. */
const PAUSE_SECONDS = 300;
/** After the second rollback within an hour, and each time that follows; then until a person unlocks it. */
const LOCKS_SECONDS = [HOUR_SECONDS, 4 * HOUR_SECONDS];

/** Settings that nobody may change now: because a person says so, or because changes did harm twice (design, section 7). */
export class KnobLocks {
  readonly #locks: Map<Knob, KnobLock>;
  readonly #rollbacks: Map<Knob, { readonly at: number; readonly locks: number }>;

  constructor(model?: KnobLocksModel) {
    this.#locks = new Map((model?.locks ?? []).map((lock) => [lock.knob, lock]));
    this.#rollbacks = new Map((model?.rollbacks ?? []).map(([name, at, locks]) => [name, { at, locks }]));
  }

  /** A lock of a person replaces any other one. */
  lock(lock: KnobLock): void {
    this.#locks.set(lock.knob, lock);
  }

  /** Locks exactly these settings for a person, until they are unlocked. Locks after rollbacks stay. */
  replace(knobs: readonly Knob[]): void {
    for (const { knob: name, by } of [...this.#locks.values()]) if (by === 'person') this.#locks.delete(name);
    for (const name of knobs) this.lock({ knob: name, until: null, reason: 'by a person', by: 'person' });
  }

  /** A person unlocks: rollbacks of the past do not count any more. */
  unlock(name: Knob): void {
    this.#locks.delete(name);
    this.#rollbacks.delete(name);
  }

  isLocked(name: Knob, now: number): boolean {
    const lock = this.#locks.get(name);
    return lock !== undefined && (lock.until === null || now < lock.until);
  }

  /** The locks in force. */
  inForce(now: number): readonly KnobLock[] {
    return [...this.#locks.values()].filter(({ knob: name }) => this.isLocked(name, now));
  }

  /** Notes a rollback. Returns whether it is the second within an hour: then the static value is due, and a lock begins. */
  rolledBack(name: Knob, now: number, reason: string): boolean {
    const { at = Number.NEGATIVE_INFINITY, locks = 0 } = this.#rollbacks.get(name) ?? {};
    const isRepeated = now - at <= HOUR_SECONDS || locks > 0;
    const seconds = isRepeated ? LOCKS_SECONDS[locks] : PAUSE_SECONDS;
    this.#rollbacks.set(name, { at: now, locks: isRepeated ? locks + 1 : locks });
    const own = this.#locks.get(name);
    if (own?.by === 'person' && this.isLocked(name, now)) return isRepeated;
    const until = seconds === undefined ? null : now + seconds;
    this.#locks.set(name, { knob: name, until, reason, by: 'rollback' });
    return isRepeated;
  }

  toModel(): KnobLocksModel {
    return {
      locks: [...this.#locks.values()],
      rollbacks: [...this.#rollbacks].map(([name, { at, locks }]) => [name, at, locks]),
    };
  }
}
