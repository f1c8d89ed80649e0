import { isDeepStrictEqual } from 'node:util';
import type { RunEvent } from '@ag06/contracts';
import { type AnswerTo, type Command, type EntryId, type Grant, toWakeupKey } from '@ag06/protocol';
import { expect } from '@jest/globals';
import { loadEvents } from '../../read-log.ts';
import type { RunRecord, RunStore } from '../../run-store.ts';
import { META } from '../fixture.ts';
import {
  comparableAnswer,
  comparableRecord,
  sortGrants,
  sortNeighbours,
  withoutTimes,
} from './comparable.ts';
import { FoldedLogs } from './folded-logs.ts';
import type { RandomPlan } from './random-plan.ts';
import { foldAll, toComparable } from './shown-run.ts';
import { Tokens } from './tokens.ts';

const MAX_TOGETHER = 8;
const KINDS = ['start', 'deadline', 'watchdog'] as const;
const ALL = 10_000;
const LEASE_MS = 3_600_000;

interface Sent {
  readonly command: Command;
  readonly answer: AnswerTo<Command>;
}

/** Without a plan the runs have plans of their own, and their logs are not folded. */
interface Rules {
  readonly plan?: RandomPlan;
  readonly isExact: boolean;
}

/** Sends the same commands about some runs to the reference and to the tested store, and compares the results. */
export class TwoStores {
  readonly #reference: RunStore;
  readonly #tested: RunStore;
  readonly #isExact: boolean;
  readonly #plan: RandomPlan | undefined;
  readonly #folds: FoldedLogs | undefined;
  readonly #tokens = new Map<string, Tokens>();
  /** After how many events of its log each command about a run was done. */
  readonly #marks = new Map<string, number[]>();
  /** The messages that each run wrote, and that are not cleared. */
  readonly #entries = new Map<string, Set<EntryId>>();
  #waiting: Sent[] = [];

  constructor(reference: RunStore, tested: RunStore, { plan, isExact }: Rules) {
    this.#isExact = isExact;
    this.#plan = plan;
    this.#folds = plan && new FoldedLogs(plan);
    this.#reference = reference;
    this.#tested = tested;
  }

  /** Answers as the reference does; the tested store is asked in its turn, of which `flush` is the last. */
  async apply(command: Command, together: boolean): Promise<AnswerTo<Command>> {
    if (!this.#isReady(command)) await this.flush();
    const answer = await this.#reference.apply(command);
    this.#keepEntries(command.runId, answer);
    const events = (await loadEvents(this.#reference, command.runId, 0, ALL)) ?? [];
    this.#marks.set(command.runId, [
      ...(this.#marks.get(command.runId) ?? []),
      toldByBoth(events, this.#isExact).length,
    ]);
    this.#folds?.compare(command.runId, events, await this.#reference.loadRun(command.runId));
    this.#waiting.push({ command, answer });
    if (!together || this.#waiting.length === MAX_TOGETHER) await this.flush();
    return answer;
  }

  async flush(): Promise<void> {
    const sent = this.#waiting;
    this.#waiting = [];
    const answers = await Promise.all(
      sent.map(({ command }) => this.#tested.apply(this.#translate(command))),
    );
    for (const [i, { command, answer }] of sent.entries()) {
      const tested = answers[i];
      expectSame(
        { command, answer: tested && comparableAnswer(tested) },
        { command, answer: comparableAnswer(answer) },
      );
      if (tested !== undefined) this.#pairGrants(this.#tokensOf(command.runId), answer, tested);
    }
  }

  loadReference(runId: string): Promise<RunRecord | undefined> {
    return this.#reference.loadRun(runId);
  }

  /** Compares everything that can be read of these runs, and the units blocked for these reasons. */
  async compare(runIds: readonly string[], reasons: readonly string[]): Promise<void> {
    for (const runId of runIds) {
      await this.#compareRecords(runId);
      await this.#compareEvents(runId);
    }
    const [reference, tested] = [
      await listWakeups(this.#reference, runIds, this.#entries),
      await listWakeups(this.#tested, runIds, this.#entries),
    ];
    expectSame({ wakeups: tested }, { wakeups: reference });
    for (const [runId, entries] of this.#entries) await this.#compareEntries(runId, entries);
    if (this.#isExact)
      expectSame(await listApprovals(this.#tested, runIds), await listApprovals(this.#reference, runIds));
    const blocked = await listBlocked(this.#tested, reasons, this.#isExact);
    expectSame(blocked, await listBlocked(this.#reference, reasons, this.#isExact));
  }

  #tokensOf(runId: string): Tokens {
    const tokens = this.#tokens.get(runId) ?? new Tokens(this.#isExact);
    this.#tokens.set(runId, tokens);
    return tokens;
  }

  /** Whether the tested store has given all tokens that the command names. */
  #isReady({ runId, ...command }: Command): boolean {
    const guard = 'guard' in command ? command.guard : undefined;
    return guard === undefined || !('token' in guard) || this.#tokensOf(runId).isKnown(guard.token);
  }

  #translate(command: Command): Command {
    if (command.kind !== 'commit' || !('token' in command.guard)) return command;
    const token = this.#tokensOf(command.runId).toTested(command.guard.token);
    return { ...command, guard: { ...command.guard, token } };
  }

  #pairGrants(tokens: Tokens, reference: AnswerTo<Command>, tested: AnswerTo<Command>): void {
    if (!('grants' in reference) || !('grants' in tested)) return;
    pairAll(tokens, reference.grants, tested.grants);
    pairAll(tokens, reference.evaluations, tested.evaluations);
  }

  async #compareRecords(runId: string): Promise<void> {
    const [reference, tested] = [await this.#reference.loadRun(runId), await this.#tested.loadRun(runId)];
    expectSame(comparableRecord(tested, this.#isExact), comparableRecord(reference, this.#isExact));
    for (const step of reference?.items.keys() ?? []) {
      const outcomes = await this.#reference.loadItems(runId, step, 0, 20);
      expectSame(await this.#tested.loadItems(runId, step, 0, 20), outcomes);
    }
    for (const [name, unit] of reference?.units ?? []) {
      this.#tokensOf(runId).pair(unit.token, tested?.units.get(name)?.token ?? 0);
    }
  }

  #keepEntries(runId: string, answer: AnswerTo<Command>): void {
    const written = 'entries' in answer ? answer.entries : undefined;
    if (written !== undefined)
      this.#entries.set(runId, new Set([...(this.#entries.get(runId) ?? []), ...written]));
  }

  async #compareEntries(runId: string, entries: Iterable<EntryId>): Promise<void> {
    for (const entry of entries) {
      const tested = await this.#tested.loadEntry(runId, entry);
      expectSame({ entry, body: tested }, { entry, body: await this.#reference.loadEntry(runId, entry) });
    }
  }

  async #compareEvents(runId: string): Promise<void> {
    const [reference, tested] = await Promise.all([
      loadEvents(this.#reference, runId, 0, ALL),
      loadEvents(this.#tested, runId, 0, ALL),
    ]);
    expectSame(
      tested?.map(({ seq }) => seq),
      tested?.map((_, i) => i + 1),
    );
    if (this.#isExact && this.#plan !== undefined) await this.#compareFold(this.#plan, runId, tested ?? []);
    const marks = this.#marks.get(runId) ?? [];
    const told = toldByBoth(tested ?? [], this.#isExact);
    const expected = toldByBoth(reference ?? [], this.#isExact);
    expect(told.length).toBe(expected.length);
    expectSame(byCommand(told, marks, this.#isExact), byCommand(expected, marks, this.#isExact));
  }

  /** Its log tells what readers of the run are shown. */
  async #compareFold(plan: RandomPlan, runId: string, events: readonly RunEvent[]): Promise<void> {
    const run = await this.#tested.loadRun(runId);
    if (run !== undefined) expectSame(foldAll(plan, events), toComparable(run));
  }
}

/** The same as `toEqual`, whose every call notes a stack, in a fraction of the time. */
function expectSame(tested: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(tested, expected)) expect(tested).toEqual(expected);
}

function pairAll(tokens: Tokens, reference: readonly Grant[], tested: readonly Grant[]): void {
  const sorted = sortGrants(tested);
  for (const [i, { token }] of sortGrants(reference).entries()) tokens.pair(token, sorted[i]?.token ?? 0);
}

/** The events that the release before tells as well, without what only this one says in them. */
const toldByBoth = (events: readonly RunEvent[], isExact: boolean): readonly RunEvent[] =>
  isExact
    ? events
    : events.filter(({ type }) => !type.endsWith('.poisoned')).map(({ queued: _, ...event }) => event);

const byCommand = (
  events: readonly RunEvent[],
  marks: readonly number[],
  isExact: boolean,
): readonly object[][] =>
  marks.map((end, i) => {
    const some = withoutTimes(events.slice(marks[i - 1] ?? 0, end));
    return isExact ? some : sortNeighbours(some);
  });

/**
 * Returns the blocked units of each reason with their count. Two runs can have the same moment in only one of the
 * stores, so they have no order.
 */
async function listBlocked(runs: RunStore, reasons: readonly string[], isExact: boolean): Promise<object> {
  const counts = await runs.countBlocked();
  const found = reasons.map(async (reason) => {
    const units = (await runs.listBlocked(reason, ALL)).map(
      ({ runId, unit, park }) => `${runId} ${unit} ${isExact ? park : ''}`,
    );
    return { reason, count: counts.get(reason), units: units.sort() };
  });
  return Promise.all(found);
}

/** What waits for an answer in these runs, through each filter. */
async function listApprovals(runs: RunStore, runIds: readonly string[]): Promise<object> {
  const filters = [undefined, 'go'].flatMap((signal) =>
    [undefined, META.workflow].map((workflow) => ({ signal, workflow })),
  );
  const found = filters.map(async (filter) => {
    const page = await runs.listApprovals({ tenant: 'default', ...filter, after: undefined, limit: ALL });
    return page.approvals
      .filter(({ runId }) => runIds.includes(runId))
      .map(({ openedAt: _, dueAt, ...approval }) => ({ ...approval, isTimed: dueAt > 0 }))
      .sort((a, b) => (`${a.runId} ${a.unit}` < `${b.runId} ${b.unit}` ? -1 : 1));
  });
  return Promise.all(found);
}

/** Returns the wake-ups of these runs, due or not: makes each due, and takes it. */
async function listWakeups(
  runs: RunStore,
  runIds: readonly string[],
  entries: ReadonlyMap<string, ReadonlySet<EntryId>>,
): Promise<string[]> {
  for (const runId of runIds) {
    for (const kind of KINDS) await runs.moveWakeup({ subject: 'run', runId, kind }, -1);
    for (const [unit, { park }] of (await runs.loadRun(runId))?.units ?? [])
      await runs.moveWakeup({ subject: 'unit', runId, unit, park, kind: 'due' }, -1);
    for (const entry of entries.get(runId) ?? [])
      await runs.moveWakeup({ subject: 'entry', runId, entry, kind: 'entry' }, -1);
  }
  const classes = await Promise.all([
    runs.takeWakeups('timers', ALL, LEASE_MS),
    runs.takeWakeups('looks', ALL, LEASE_MS),
  ]);
  return classes
    .flat()
    .filter((wakeup) => 'runId' in wakeup && runIds.includes(wakeup.runId))
    .map(toWakeupKey)
    .sort();
}
