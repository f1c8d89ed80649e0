import { isTerminal } from '@ag06/contracts';
import type { Command } from '@ag06/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryStore } from '../../memory/memory-store.ts';
import type { RunRecord, RunStore } from '../../run-store.ts';
import { freshId } from '../fixture.ts';
import { drawCommand } from './draw-command.ts';
import { KnownRun } from './known-run.ts';
import { reasonsOf } from './names.ts';
import { type Move, randomMoves } from './random-move.ts';
import { type RandomPlan, randomPlan, withoutWaits } from './random-plan.ts';
import { TwoStores } from './two-stores.ts';

/** One database, as programs of two releases use it. */
export interface UpgradeUnderTest {
  /** The release before, as much of the port as this suite uses. It has made its layout. */
  readonly before: Pick<RunStore, UsedCalls>;
  /** The present release. It is asked nothing before `upgrade` has ended. */
  readonly now: Pick<RunStore, UsedCalls>;
  /** Upgrades the layout while the release before is at work. */
  upgrade(): Promise<void>;
  stop(): Promise<void>;
}

type UsedCalls =
  | 'apply'
  | 'createRunId'
  | 'loadRun'
  | 'loadLogPage'
  | 'loadItems'
  | 'listBlocked'
  | 'countBlocked'
  | 'takeWakeups'
  | 'moveWakeup';

/** The states in which units and runs must be at the upgrade, or it proves nothing. */
const EVERY_STATE = [
  ...['scheduled', 'running', 'paused', 'completed', 'failed', 'cancelled'].map((status) => `run ${status}`),
  ...['ready, held', 'ready', 'scheduled', 'running, held', 'running', 'retrying'],
  ...['pause', 'breaker', 'limit'].map((kind) => `blocked by ${kind}`),
  ...['lane running, held, with an item', 'lane scheduled', 'lane scheduled, with an item'],
  ...['lane retrying, with an item', 'lane blocked by breaker', 'lane blocked by pause'],
];
/** The most runs drawn until all states are there. */
const MOST_DRAWN = 1_000;
const MOST_STEPS_TO_END = 600;

/**
 * Upgrades a store full of runs in every state while the release before is at work. Then both releases serve the runs
 * side by side until all have ended. Their answers, and what they keep, must be those of the reference.
 * `AG06_TEST_SEED` draws other runs.
 */
export function describeUpgrade(name: string, create: () => Promise<UpgradeUnderTest>): void {
  describe(name, () => {
    let under: UpgradeUnderTest | undefined;
    beforeAll(async () => {
      under = await create();
    }, 60_000);
    afterAll(() => under?.stop());

    it('runs in every state go on to their end under both releases at once', async () => {
      if (under === undefined) throw new Error('The stores are not there yet.');
      const fleet = new Fleet(under);
      const missing = new Set(EVERY_STATE);
      for (let drawn = 0; missing.size > 0 && drawn < MOST_DRAWN; drawn++) {
        for (const state of await fleet.submitAndPlay(missing)) missing.delete(state);
      }
      expect([...missing]).toEqual([]);
      await fleet.compare();
      await Promise.all([fleet.upgrade(), fleet.playAll()]);
      await fleet.playAll();
      await fleet.compare();
      await fleet.endAll();
      await fleet.compare();
    }, 120_000);
  });
}

/** Runs, and what all processes know of them. */
class Fleet {
  readonly runs: KnownRun[] = [];
  readonly #under: UpgradeUnderTest;
  readonly #reference = createMemoryStore().runs;
  readonly #both: TwoStores;
  readonly #caseId = freshId();
  #isUpgraded = false;
  #seed = Number(process.env.AG06_TEST_SEED ?? 1);
  #calls = 0;

  constructor(under: UpgradeUnderTest) {
    this.#under = under;
    // Before the upgrade the old release answers, afterwards both in turn.
    const tested = new Proxy(under.before, {
      get: (_, call: UsedCalls) => {
        const release = this.#isUpgraded && ++this.#calls % 2 === 0 ? under.now : under.before;
        return (release[call] as (...args: unknown[]) => unknown).bind(release);
      },
    });
    this.#both = new TwoStores(this.#reference, tested as RunStore, { isExact: false });
  }

  /** Draws the next value, the same in every run of the tests with the same seed. */
  #draw<T>(arbitrary: fc.Arbitrary<T>): T {
    const [drawn] = fc.sample(arbitrary, { numRuns: 1, seed: this.#seed++ });
    if (drawn === undefined) throw new Error('Nothing was drawn.');
    return drawn;
  }

  async upgrade(): Promise<void> {
    await this.#under.upgrade();
    this.#isUpgraded = true;
  }

  /**
   * Plays a new run until it is in one of these states; returns those that it and its units are in then, if it gets
   * there.
   */
  async submitAndPlay(wanted: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const [plan, moves] = [withoutWaits(this.#draw(randomPlan)), this.#draw(randomMoves)];
    const rehearsed = await this.#rehearse(plan, moves, wanted);
    if (rehearsed === undefined) return new Set();
    const run = new KnownRun(this.#under.before.createRunId('default', undefined), plan);
    this.runs.push(run);
    for (const move of moves.slice(0, rehearsed.moves)) await this.#do(run, move);
    return rehearsed.states;
  }

  /** Simulates these moves on a store in memory. Returns after how many of them the run is in one of these states. */
  async #rehearse(plan: RandomPlan, moves: readonly Move[], wanted: ReadonlySet<string>) {
    const { runs } = createMemoryStore();
    const run = new KnownRun(runs.createRunId('default', undefined), plan);
    for (const [i, move] of moves.entries()) {
      const command = this.#drawCommand(run, move);
      if (command === undefined) continue;
      run.learn(command, await runs.apply(command), await runs.loadRun(run.runId));
      const states = statesOf(run.seen.at(-1));
      if (states.some((state) => wanted.has(state))) return { moves: i + 1, states: new Set(states) };
    }
    return undefined;
  }

  /** Plays some moves more on every run. */
  async playAll(): Promise<void> {
    for (const run of this.runs) {
      for (const move of this.#draw(randomMoves).slice(1, 20)) await this.#do(run, move);
    }
  }

  async #do(run: KnownRun, move: Move): Promise<void> {
    const command = this.#drawCommand(run, move);
    if (command === undefined) return;
    const answer = await this.#both.apply(command, false);
    run.learn(command, answer, await this.#both.loadReference(run.runId));
  }

  /** Each run is submitted by itself: no two share a key. */
  #drawCommand(run: KnownRun, move: Move): Command | undefined {
    const command = drawCommand(move, run, { id: freshId(), caseId: this.#caseId, isExact: false });
    return command?.kind === 'submit' ? { ...command, dedupe: undefined } : command;
  }

  async endAll(): Promise<void> {
    for (const run of this.runs) {
      for (let step = 0; !(await this.#isOver(run)); step++) {
        expect({ run: run.runId, step }).toEqual({ run: run.runId, step: Math.min(step, MOST_STEPS_TO_END) });
        for (const move of movesOn(step)) await this.#do(run, move);
      }
    }
  }

  async #isOver({ runId }: KnownRun): Promise<boolean> {
    const status = (await this.#reference.loadSummary(runId))?.status;
    return status !== undefined && isTerminal(status);
  }

  async compare(): Promise<void> {
    await this.#both.compare(
      this.runs.map(({ runId }) => runId),
      reasonsOf(this.#caseId),
    );
  }
}

/** Where a run and its units are. */
function statesOf(run: RunRecord | undefined): readonly string[] {
  if (run === undefined) return [];
  const ofRun = `run ${run.status}`;
  if (run.finishedAt !== undefined) return [ofRun];
  const ofUnits = [...run.units].map(([unit, { status, token, item, blockedBy }]) => {
    const why = blockedBy === undefined ? '' : ` by ${blockedBy.split(':')[0]}`;
    const lane = unit.includes('.') ? 'lane ' : '';
    const held = token > 0 ? ', held' : '';
    return `${lane}${status}${why}${held}${item === undefined ? '' : ', with an item'}`;
  });
  return [ofRun, ...ofUnits];
}

/** Moves that advance a run in any state. */
function movesOn(step: number): readonly Move[] {
  // Odd: due at once. 6 to 9: well, mostly.
  const common = {
    run: 0,
    worker: step % 5,
    delivery: 0,
    choice: 10 * (step % 90) + 6 + (step % 4),
    isOdd: true,
  } as const;
  const does =
    step % 7 === 6 ? (['mend'] as const) : (['start', 'resume', 'unblock', 'claim', 'settle'] as const);
  return does.map((deed) => ({ ...common, does: deed, back: step % 3, together: false }));
}
