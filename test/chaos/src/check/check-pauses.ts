import type { Effect } from '../effect.ts';
import type { History, Hold, Life, RecordedRun, Violation } from '../history.ts';
import { stepOfUnit } from '../workflows.ts';
import { overlap } from './overlap.ts';

/** Word of a pause reaches every worker that is awake within so long. */
const KNOWN_WITHIN_MS = 3_000;
const STARTS = ['step.started', 'item.started'];

/** PAUSE: a paused run starts nothing, and neither does anything of a paused agent, workflow or fleet. */
export function checkPauses(history: History): Violation[] {
  const runOf = new Map(history.runs.map((run) => [run.runId, run]));
  const lifeOf = new Map(history.lives.map((life) => [life.pid, life]));
  const starts = history.effects.filter(({ kind }) => kind === 'start');
  return [
    ...history.runs.flatMap((run) =>
      checkRun(run).map((what) => ({ invariant: 'PAUSE', runId: run.runId, what })),
    ),
    ...history.holds.flatMap((hold) =>
      starts.flatMap((start) =>
        checkStart(history, hold, start, runOf.get(start.runId), lifeOf.get(start.pid)),
      ),
    ),
  ];
}

/** By the log, in whose order a pause and a start are one after the other. */
function checkRun({ events }: RecordedRun): string[] {
  let isPaused = false;
  return events.flatMap(({ type, step, item }) => {
    if (type === 'run.paused') isPaused = true;
    if (type === 'run.resumed' || type === 'run.retried') isPaused = false;
    return isPaused && STARTS.includes(type)
      ? [`${step} ${item ?? ''} started while its run was paused`]
      : [];
  });
}

function checkStart(
  { brokerAway }: History,
  { of, name, pausing, resuming }: Hold,
  { at, step, runId }: Effect,
  run: RecordedRun | undefined,
  life: Life | undefined,
): Violation[] {
  if (at <= pausing.to || at >= resuming.from) return [];
  const workflow = run?.run.workflow ?? '';
  const agent = stepOfUnit(workflow, step)?.agent;
  if (!(of === 'fleet' || (of === 'agent' && agent === name) || (of === 'workflow' && workflow === name)))
    return [];
  const away = [...(life?.pauses ?? []), ...brokerAway];
  const lateMs = Math.round(at - pausing.to - overlap(away, pausing.to, at));
  if (lateMs <= KNOWN_WITHIN_MS) return [];
  const what = `${step} started ${lateMs} ms after the pause of ${of} ${name}`;
  return [{ invariant: 'PAUSE', runId, what, isLoss: true }];
}
