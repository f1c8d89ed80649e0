import type { AnswerTo, Command } from '@ag06/protocol';
import { createMemoryStore } from '../../memory/memory-store.ts';
import { loadEvents } from '../../read-log.ts';
import type { RunStore } from '../../run-store.ts';
import { freshId } from '../fixture.ts';
import { drawCommand } from './draw-command.ts';
import { KnownRun } from './known-run.ts';
import type { Move } from './random-move.ts';
import type { RandomPlan } from './random-plan.ts';
import { resultsOf } from './results.ts';

const ALL_EVENTS = 10_000;

/** A case of the suite. */
export interface Case {
  readonly plan: RandomPlan;
  readonly moves: readonly Move[];
  readonly isExact: boolean;
}

/** Where a case is played. */
export interface Table {
  createRunId(caseId: string): string;
  /** Answers as the reference does, which it commands too. */
  apply(command: Command, together: boolean): Promise<AnswerTo<Command>>;
}

export interface Played {
  readonly caseId: string;
  readonly runIds: readonly string[];
  /** What was met, as `results.ts` names it. */
  readonly results: ReadonlySet<string>;
}

/** Plays a case on two runs of a fresh reference, and on whatever the table commands beside it. */
export async function playCase(
  { plan, moves, isExact }: Case,
  toTable: (reference: RunStore) => Table,
): Promise<Played> {
  const results = new Set<string>();
  const { runs: reference } = createMemoryStore({ onMove: (move) => results.add(`moved: ${move}`) });
  const table = toTable(reference);
  const caseId = freshId();
  const runs = [0, 1].map(() => new KnownRun(table.createRunId(caseId), plan));
  for (const move of moves) {
    const run = runs[move.run];
    const command = run && drawCommand(move, run, { id: freshId(), caseId, isExact });
    if (run === undefined || command === undefined) continue;
    const { runId } = run;
    const before = await reference.loadRun(runId);
    const told = (await loadEvents(reference, runId, 0, ALL_EVENTS))?.length ?? 0;
    const answer = await table.apply(command, move.together);
    run.learn(command, answer, await reference.loadRun(runId));
    const events = (await loadEvents(reference, runId, told, ALL_EVENTS)) ?? [];
    for (const result of resultsOf(command, answer, before, events)) results.add(result);
  }
  return { caseId, runIds: runs.map(({ runId }) => runId), results };
}
