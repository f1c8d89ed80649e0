import type { RunEvent } from '@ag06/contracts';
import { type AnswerTo, type Command, MOVES, readEntryId } from '@ag06/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryStore } from '../../memory/memory-store.ts';
import type { RunStore } from '../../run-store.ts';
import { type CreateStore, freshId, type StoreUnderTest } from '../fixture.ts';
import { drawCommand, reasonsOf } from './draw-command.ts';
import { FIRST_CASES } from './first-cases.ts';
import { KnownRun } from './known-run.ts';
import { type Move, randomMoves } from './random-move.ts';
import { type RandomPlan, randomPlan, withoutWaits } from './random-plan.ts';
import { REFUSED_BY_NUMBER, REFUSED_GUARDS, whyRefused } from './refused-guard.ts';
import { TwoStores } from './two-stores.ts';

const CASES = 300;
/** Some results are rare, so cases are drawn until all were met, but at most this many times. */
const MAX_ROUNDS = 10;
const ALL_EVENTS = 10_000;
/** The results that a run of the whole property must meet, or it proves nothing. */
const EVERY_RESULT = [
  ...['created', 'repeated', 'duplicate', 'claimed', 'early', 'alone', 'stale', 'terminal', 'unknown'],
  ...['applied', 'refused guard', 'refused terminal', 'refused unknown'],
  ...['an item granted', 'expanded', 'settled', 'collected'],
  ...Object.keys(MOVES)
    .filter((move) => !['wait', 'delay', 'revive'].includes(move))
    .map((move) => `moved: ${move}`),
  ...REFUSED_GUARDS.map((why) => `refused ${why}`),
  ...['blocked', 'put aside', 'unblocked', 'unblocked in a pause', 'kept'],
];

/** Only of a store that numbers what is parked, and knows messages between runs and retries of runs. */
const EXACT_RESULTS = [
  ...[`refused ${REFUSED_BY_NUMBER}`, 'moved: wait', 'moved: delay', 'woken'],
  ...['moved: revive', 'refused ended: another end'],
  ...['sent: start', 'sent: stop', 'sent: tell'],
  ...['signal kept', 'signal taken', 'signal found', 'signal returned', 'signal repeated'],
];

/**
 * Compares a store with the reference: both get the same random commands and must answer and keep the same. A case has
 * two runs of a random plan, several workers with redeliveries, repeated and stale commands, pauses, and a watchdog.
 * `AG06_TEST_SEED` repeats a failure, which prints its seed. Without `isExact` the store may be of a release that
 * numbered no parked units and moved units in its own order: then tokens are paired, and neighbours in the log have no
 * order.
 */
export function describeEquivalence(
  name: string,
  createStore: CreateStore,
  { cases = CASES, isExact = true } = {},
): void {
  describe(name, () => {
    let under: StoreUnderTest | undefined;
    beforeAll(async () => {
      under = await createStore();
    });
    afterAll(() => under?.stop());

    it('answers and keeps what the reference does, whatever it is told', async () => {
      if (under === undefined) throw new Error('The store is not there yet.');
      const tested = under.store.runs;
      const results = new Set<string>();
      const expected = isExact ? [...EVERY_RESULT, ...EXACT_RESULTS] : EVERY_RESULT;
      const property = fc.asyncProperty(randomPlan, randomMoves, async (drawn, moves) => {
        const plan = isExact ? drawn : withoutWaits(drawn);
        for (const result of await playOnBoth(tested, isExact, plan, moves)) results.add(result);
      });
      for (let round = 0; round < MAX_ROUNDS && results.size < expected.length; round++) {
        await fc.assert(property, { numRuns: cases, examples: FIRST_CASES, ...readSeed() });
      }
      expect([...results].sort()).toEqual(expected.toSorted());
    }, 60_000);
  });
}

const readSeed = (): { readonly seed?: number } =>
  process.env.AG06_TEST_SEED === undefined ? {} : { seed: Number(process.env.AG06_TEST_SEED) };

/** Returns the results that were met. */
async function playOnBoth(
  tested: RunStore,
  isExact: boolean,
  plan: RandomPlan,
  moves: readonly Move[],
): Promise<readonly string[]> {
  const results = new Set<string>();
  const reference = createMemoryStore({ onMove: (move) => results.add(`moved: ${move}`) });
  const both = new TwoStores(reference.runs, tested, isExact);
  const caseId = freshId();
  const runs = [0, 1].map(() => new KnownRun(tested.createRunId('default', caseId), plan));
  for (const move of moves) {
    const run = runs[move.run];
    const command = run && drawCommand(move, run, { id: freshId(), caseId, isExact });
    if (run === undefined || command === undefined) continue;
    const before = await both.loadReference(run.runId);
    const told = (await reference.runs.loadEvents(run.runId, 0, ALL_EVENTS))?.length ?? 0;
    const answer = await both.apply(command, move.together);
    if (answer.result === 'refused' && answer.reason === 'guard')
      results.add(`refused ${whyRefused(command, before)}`);
    run.learn(command, answer, await both.loadReference(run.runId));
    const all = [
      resultOf(answer),
      ...lanesOf(command, answer),
      ...blockedOf(command, answer),
      ...sentBy(answer),
      ...signalsOf(command, answer, (await reference.runs.loadEvents(run.runId, told, ALL_EVENTS)) ?? []),
    ];
    for (const result of all) results.add(result);
  }
  await both.flush();
  await both.compare(
    runs.map(({ runId }) => runId),
    reasonsOf(caseId),
  );
  return [...results];
}

/** What a command had to do with lanes. */
function lanesOf(command: Command, answer: AnswerTo<Command>): readonly string[] {
  const isGranted = 'grants' in answer && answer.grants.some(({ item }) => item !== undefined);
  const granted = isGranted ? ['an item granted'] : [];
  if (command.kind !== 'commit' || answer.result !== 'applied') return granted;
  const { to } = command.change;
  return to === 'expanded' || to === 'settled' || to === 'collected' ? [...granted, to] : granted;
}

/** What a command had to do with what is blocked, or was taken for lost. */
function blockedOf(command: Command, answer: AnswerTo<Command>): readonly string[] {
  if (command.kind !== 'commit' || answer.result !== 'applied') return [];
  if (command.change.to === 'blocked') return ['put aside'];
  if (command.change.to === 'kept') return ['kept'];
  if (command.guard.on === 'parked' && command.change.to !== 'unblocked') return ['woken'];
  if (command.change.to !== 'unblocked') return [];
  return [answer.status === 'running' ? 'unblocked' : 'unblocked in a pause'];
}

/** The messages that a command wrote. */
const sentBy = (answer: AnswerTo<Command>): readonly string[] =>
  'entries' in answer ? (answer.entries ?? []).map((entry) => `sent: ${readEntryId(entry).does}`) : [];

/** What became of signals, by the events of one command. */
function signalsOf(command: Command, answer: AnswerTo<Command>, events: readonly RunEvent[]): string[] {
  if (command.kind === 'signal' && answer.result === 'repeated') return ['signal repeated'];
  const types = events.map(({ type }) => type);
  const isTaken = types.includes('signal.consumed');
  const returned = types.includes('signal.returned') ? ['signal returned'] : [];
  if (!types.includes('signal.received')) return isTaken ? ['signal found', ...returned] : returned;
  return [isTaken ? 'signal taken' : 'signal kept'];
}

const resultOf = (answer: AnswerTo<Command>): string =>
  answer.result === 'refused' ? `refused ${answer.reason}` : answer.result;
