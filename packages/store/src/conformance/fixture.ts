import type { RunEvent } from '@ag06/contracts';
import type {
  ClaimAnswer,
  Commit,
  CommitAnswer,
  Grant,
  Issuer,
  Moves,
  Next,
  RunEnd,
  RunField,
  RunMeta,
  Signal,
  SignalAnswer,
  Submit,
  SubmitAnswer,
} from '@ag06/protocol';
import { expect } from '@jest/globals';
import { loadEvents } from '../read-log.ts';
import type { Store } from '../store.ts';
import type { UnitRecord } from '../unit-record.ts';

/** A store under test, and how to close it. */
export interface StoreUnderTest {
  readonly store: Store;
  stop(): Promise<void>;
}

export type CreateStore = () => Promise<StoreUnderTest>;

export const DISPATCHER: Issuer = { worker: 'd-1', job: '', delivery: 0 };

export const META: RunMeta = {
  workflow: 'chain',
  version: 'v1',
  tenant: 'default',
  correlationId: 'corr-1',
  priority: 'normal',
  tags: [],
};

export const COMPLETED: RunEnd = { status: 'completed', output: '"done"' };
export const CANCELLED: RunEnd = { status: 'cancelled', error: '{"code":"RUN_CANCELLED","message":"x"}' };

export const scheduled = (unit: string, needs = 0, reads: readonly RunField[] = []): Next => ({
  unit,
  needs,
  mode: 'schedule',
  reads,
});
/** A unit that waits for this; `card`: what a person is asked. */
export const awaiting = (unit: string, reason: string, card?: string): Next => ({
  unit,
  needs: 0,
  mode: 'park',
  park: { reason, until: undefined, ...(card !== undefined && { card }) },
  reads: [],
});
export const claimed = (unit: string, needs = 1, reads: readonly RunField[] = []): Next => ({
  unit,
  needs,
  mode: 'claim',
  reads,
});
export const evaluated = (unit: string, needs = 1, reads: readonly RunField[] = []): Next => ({
  unit,
  needs,
  mode: 'evaluate',
  reads,
});

let count = 0;
/** A new command id. */
export const freshId = (): string => `t.${(++count).toString(36)}`;

/**
 * A reason that no other test blocks by, of a kind that is listed. The title of the test decides of which, so that both are tried and a
 * test has the same in any order of tests.
 */
export function freshReason(): string {
  const { currentTestName = '' } = expect.getState();
  const kind = currentTestName.length % 2 === 0 ? 'breaker' : 'hold:agent';
  return `${kind}:shop.${++count}`;
}

/** Sends commands to a store as dispatchers and workers do. */
export class Player {
  readonly #store: Store;
  readonly runId: string;

  constructor(store: Store, runId?: string) {
    this.#store = store;
    this.runId = runId ?? store.runs.createRunId('default', undefined);
  }

  submit(more: Partial<Submit> = {}): Promise<SubmitAnswer> {
    const meta = more.meta ?? JSON.stringify(META);
    return this.#store.runs.apply({
      kind: 'submit',
      id: freshId(),
      runId: this.runId,
      issuer: DISPATCHER,
      tenant: 'default',
      meta,
      input: '{"n":1}',
      listedBy: toListedBy(meta),
      dedupe: undefined,
      delayMs: 0,
      timeoutMs: undefined,
      roots: [scheduled('a')],
      ...more,
    });
  }

  claim(unit: string, more: ClaimOptions = {}): Promise<ClaimAnswer> {
    const {
      worker = 'w-1',
      delivery = 1,
      attempt = 1,
      dispatch = 1,
      idle = true,
      id = freshId(),
      obstacle,
      obstacleDetail,
    } = more;
    return this.#store.runs.apply({
      kind: 'claim',
      id,
      runId: this.runId,
      issuer: { worker, job: `${unit}.d${dispatch}`, delivery },
      unit,
      attempt,
      dispatch,
      idle,
      obstacle,
      ...(obstacleDetail !== undefined && { obstacleDetail }),
    });
  }

  commit(more: Pick<Commit, 'guard' | 'change'> & Partial<Commit>): Promise<CommitAnswer> {
    return this.#store.runs.apply({
      kind: 'commit',
      id: freshId(),
      runId: this.runId,
      issuer: DISPATCHER,
      next: [],
      end: undefined,
      emitted: [],
      known: [],
      ...more,
    });
  }

  /** Commits the outcome of a granted step, under the job of step `a`. */
  complete(grant: Grant, more: Partial<Commit> = {}): Promise<CommitAnswer> {
    return this.commit({
      issuer: { worker: 'w-1', job: 'a.d1', delivery: 1 },
      guard: { on: 'token', unit: grant.unit, token: grant.token },
      change: { to: 'completed', output: `{"from":"${grant.unit}"}` },
      ...more,
    });
  }

  byRun(statuses: ('scheduled' | 'running' | 'paused')[], more: Pick<Commit, 'change'> & Partial<Commit>) {
    return this.commit({ guard: { on: 'run', statuses }, ...more });
  }

  cancel(): Promise<CommitAnswer> {
    return this.byRun(['scheduled', 'running', 'paused'], { change: { to: 'ended' }, end: CANCELLED });
  }

  /** Sends a signal as a dispatcher does, under a key of its own. */
  signal(name: string, more: Partial<Signal> = {}): Promise<SignalAnswer> {
    return this.#store.runs.apply({
      kind: 'signal',
      id: freshId(),
      runId: this.runId,
      issuer: DISPATCHER,
      name,
      key: freshId(),
      body: '{"payload":1}',
      waiters: ['a'],
      ...more,
    });
  }

  /** Unblocks a unit as a dispatcher does; without a number, whatever parking it finds. */
  unblock(unit: string, reason: string, id = freshId(), park = 0): Promise<CommitAnswer> {
    return this.commit({ id, guard: { on: 'parked', unit, reason, park }, change: { to: 'unblocked' } });
  }

  /** Reports, as a process that was taken for dead, that it lives. */
  keep(unit: string, token: number): Promise<CommitAnswer> {
    return this.commit({ guard: { on: 'lost', unit, token }, change: { to: 'kept' } });
  }

  async events(): Promise<readonly RunEvent[]> {
    return (await loadEvents(this.#store.runs, this.runId, 0, 1000)) ?? [];
  }

  async types(): Promise<string[]> {
    return (await this.events()).map((event) =>
      event.step === undefined ? event.type : `${event.type} ${event.step}`,
    );
  }

  async status(unit: string): Promise<string | undefined> {
    return (await this.unit(unit))?.status;
  }

  async unit(unit: string): Promise<UnitRecord | undefined> {
    return (await this.#store.runs.loadRun(this.runId))?.units.get(unit);
  }
}

interface ClaimOptions {
  readonly worker?: string;
  readonly delivery?: number;
  readonly attempt?: number;
  readonly dispatch?: number;
  readonly idle?: boolean;
  readonly id?: string;
  readonly obstacle?: string;
  readonly obstacleDetail?: string;
}

/** The moves of an answer that has them; any other answer fails the test. */
export function movesOf(answer: SubmitAnswer | ClaimAnswer | CommitAnswer): Moves {
  if ('grants' in answer) return answer;
  throw new Error(`Expected moves, got ${JSON.stringify(answer)}`);
}

/** The only grant of an answer. */
export function grantOf(answer: SubmitAnswer | ClaimAnswer | CommitAnswer): Grant {
  const { grants } = movesOf(answer);
  const [grant] = grants;
  if (grant !== undefined && grants.length === 1) return grant;
  throw new Error(`Expected one grant, got ${JSON.stringify(answer)}`);
}

/** Units and dispatches to be enqueued, e.g. `b.d2`, in order of name. */
export const enqueuesOf = (answer: SubmitAnswer | ClaimAnswer | CommitAnswer): string[] =>
  movesOf(answer)
    .enqueues.map(({ unit, dispatch }) => `${unit}.d${dispatch}`)
    .sort();

const toListedBy = (meta: string): Submit['listedBy'] => {
  const { workflow, correlationId, tags, attributes, parent } = JSON.parse(meta) as RunMeta;
  const more = { ...(attributes !== undefined && { attributes }), ...(parent !== undefined && { parent }) };
  return { workflow, correlationId, tags, ...more };
};
