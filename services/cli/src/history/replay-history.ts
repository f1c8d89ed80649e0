import { createHash } from 'node:crypto';
import type { RunEvent } from '@ag06/contracts';
import { type Difference, type Plan, RunReplay } from '@ag06/engine';
import { planOf } from './find-plans.ts';
import type { LargeOutput } from './large-pieces.ts';
import type { History } from './read-history.ts';

/** What came of the replay of one history. */
export interface Replayed {
  readonly name: string;
  readonly runId?: string;
  readonly workflow?: string;
  /** How many events were decided again. */
  readonly events?: number;
  /** How many of them were taken as they were; absent if none was. */
  readonly unjudged?: number;
  /** Absent if there is none. */
  readonly difference?: Difference;
  /** Why it could not be replayed. */
  readonly problem?: string;
}

/** Decides a run again. @param plans definitions to be used instead of the one that the run had, by name of the workflow */
export async function replayHistory(
  name: string,
  { head, pages }: History,
  plans: ReadonlyMap<string, Plan>,
): Promise<Replayed> {
  const { runId, workflow, correlationId, parent } = head.run;
  const known = { name, runId, workflow };
  const recorded = planOf(head);
  const now = plans.get(workflow) ?? recorded;
  if (typeof now === 'string') return { ...known, problem: now };
  const slot =
    parent !== undefined && 'schedule' in parent && parent.slot !== undefined
      ? { schedule: parent.schedule, slot: parent.slot }
      : {};
  const replay = new RunReplay({
    run: { id: runId, correlationId, ...slot },
    depth: head.depth ?? 0,
    now,
    recorded: typeof recorded === 'string' ? undefined : recorded,
  });
  for await (const page of pages) {
    for (const { event, output } of page) {
      const difference = replay.add(withOutput(event, output, replay));
      if (difference !== undefined) return { ...known, events: replay.events, difference };
    }
  }
  return { ...known, events: replay.events, ...(replay.unjudged > 0 && { unjudged: replay.unjudged }) };
}

/** The event as it would be if a log had outputs of any size, where a decision may read that of it. */
function withOutput(
  event: RunEvent,
  output: LargeOutput | undefined,
  replay: Pick<RunReplay, 'needs'>,
): RunEvent {
  const needed = output && replay.needs(event);
  if (needed === undefined || output === undefined || needed.sha256 !== sha256Of(output.text)) return event;
  const { large: _, ...told } = event;
  return { ...told, output: JSON.parse(output.text) };
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
