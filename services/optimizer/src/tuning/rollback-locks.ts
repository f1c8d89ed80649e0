import {
  KNOBS,
  type Knob,
  NO_POLICY,
  parseTuningPolicy,
  type SettingLock,
  type TuningPolicy,
} from '@ag06/contracts/tuning';
import type { SharedStore } from '@ag06/store';
import type { KnobLock } from '@ag06/tuning';
import type { GuardedDocuments } from '../guarded-documents.ts';
import type { AgentTuner } from './agent-tuner.ts';

interface RollbackLocksOptions {
  /** Of the optimizer. */
  readonly id: string;
  readonly documents: GuardedDocuments;
  readonly shared: Pick<SharedStore, 'load'>;
}

/** An agent, as far as its locks go. */
interface LockedAgent {
  readonly name: string;
  readonly tuner: Pick<AgentTuner, 'rollbackLocks' | 'unlock'>;
}

const BY = 'optimizer ';
/** A shorter lock is only a pause, which nobody has to see or end. */
const PAUSE_MS = 600_000;

/**
 * Writes the locks that follow a second rollback among what people have decided, so that everybody sees them, and a person can
 * end them.
 */
export class RollbackLocks {
  readonly #options: RollbackLocksOptions;
  /** The locks of each agent when it was looked at last. */
  readonly #seen = new Map<string, TuningPolicy['locks']>();

  constructor(options: RollbackLocksOptions) {
    this.#options = options;
  }

  /** A lock that a person has ended is the tuner's no more, and what was taken back before does not count. */
  follow(agent: LockedAgent, locks: TuningPolicy['locks'], now: number): void {
    agent.tuner.unlock(unlockedOf(this.#seen.get(agent.name) ?? {}, locks, now));
    this.#seen.set(agent.name, locks);
  }

  /** Throws `SupersededError`. */
  async write(agent: LockedAgent, now: number): Promise<void> {
    const locks = agent.tuner
      .rollbackLocks(now)
      .filter(({ until }) => until === null || 1_000 * until > now + PAUSE_MS);
    if (locks.length === 0) return;
    const { id, documents, shared } = this.#options;
    const found = await shared.load('tuning-policy', agent.name);
    const policy = found === undefined ? NO_POLICY : parseTuningPolicy(found.text);
    const isMissing = (lock: SettingLock | undefined) => lock === undefined || isOver(lock, now);
    const missing = locks.filter(({ knob }) => isMissing(policy?.locks[knob]));
    if (policy === undefined || missing.length === 0) return;
    const changed = addLocks(policy, missing, `${BY}${id}`, now);
    if (await documents.swap('tuning-policy', agent.name, found?.version ?? 0, JSON.stringify(changed)))
      this.#seen.set(agent.name, changed.locks);
  }
}

/** Locks of an optimizer that are over are left out. */
function addLocks(policy: TuningPolicy, locks: readonly KnobLock[], by: string, now: number): TuningPolicy {
  const kept = Object.entries(policy.locks).filter(([, lock]) => !isOver(lock, now));
  const added = locks.map(({ knob, until, reason }): [Knob, SettingLock] => [
    knob,
    {
      at: Math.round(now),
      by: by.slice(0, 128),
      reason,
      ...(until !== null && { until: Math.round(1_000 * until) }),
    },
  ]);
  return { ...policy, locks: Object.fromEntries([...kept, ...added]) };
}

function unlockedOf(before: TuningPolicy['locks'], after: TuningPolicy['locks'], now: number): Knob[] {
  return Object.entries(before).flatMap(([name, lock]) => {
    const knob = KNOBS.find((one) => one === name);
    const isEnded =
      lock.by.startsWith(BY) && !(name in after) && !(lock.until !== undefined && lock.until <= now);
    return knob !== undefined && isEnded ? [knob] : [];
  });
}

const isOver = ({ by, until }: SettingLock, now: number): boolean =>
  by.startsWith(BY) && until !== undefined && until <= now;
