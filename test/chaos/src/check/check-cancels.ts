import { isTerminal, type ToldRun } from '../api.ts';
import type { Effect } from '../effect.ts';
import type { Cancellation, History, Life, Span, Violation } from '../history.ts';
import { isEnding } from './check-bulks.ts';
import { overlap } from './overlap.ts';
import { schedulesByRun } from './schedule-of.ts';

const STARTS_WITHIN_MS = 1_000;
const ENDS_WITHIN_MS = 10_000;

/** I10: a cancelled run starts nothing more, ends what runs, and is cancelled; and no other run is. */
export function checkCancels(history: History): Violation[] {
  const statusOf = new Map(history.runs.map(({ runId, run }) => [runId, run.status]));
  const effectsOf = Map.groupBy(history.effects, ({ runId }) => runId);
  const lifeOf = new Map(history.lives.map((life) => [life.pid, life]));
  const found = history.cancellations.flatMap((cancellation) => {
    const { runId } = cancellation;
    const effects = effectsOf.get(runId) ?? [];
    const all = [
      ...checkStatus(cancellation, statusOf.get(runId)),
      ...(cancellation.end === 'acknowledged'
        ? checkHandlers(cancellation.to, effects, lifeOf, history.brokerAway)
        : []),
    ];
    return all.map((what) => ({ invariant: 'I10', runId, what, isLoss: true }));
  });
  return [...found, ...checkUnasked(history)];
}

function checkStatus({ end }: Cancellation, status: string | undefined): string[] {
  if (end === 'refused') return ['its cancellation was refused as if it did not exist'];
  if (end === 'acknowledged' && status !== 'cancelled') return [`cancelled, and ${status}`];
  if (end === 'too late' && status === 'cancelled') return ['too late to cancel, and cancelled'];
  return [];
}

/** Bounds count only while the process was awake; word of a cancellation also needs Redis. */
function checkHandlers(
  since: number,
  effects: readonly Effect[],
  lifeOf: ReadonlyMap<number, Life>,
  brokerAway: readonly Span[],
): string[] {
  const ends = new Map(effects.filter(({ kind }) => kind !== 'start').map((end) => [end.call, end.at]));
  return effects.flatMap(({ kind, call, pid, step, at }) => {
    if (kind !== 'start') return [];
    const pauses = lifeOf.get(pid)?.pauses ?? [];
    const startLateMs = at - since - overlap(pauses, since, at);
    if (startLateMs > STARTS_WITHIN_MS)
      return [`${step} started ${Math.round(startLateMs)} ms after its cancellation`];
    const endedAt = ends.get(call) ?? since;
    const endLateMs = endedAt - since - overlap([...pauses, ...brokerAway], since, endedAt);
    return endLateMs > ENDS_WITHIN_MS
      ? [`${step} went on for ${Math.round(endLateMs)} ms after its cancellation`]
      : [];
  });
}

function checkUnasked(history: History): Violation[] {
  const { runs, cancellations, bulks } = history;
  const asked = new Set(cancellations.filter(({ end }) => end !== 'refused').map(({ runId }) => runId));
  const tags = new Set(bulks.filter(isEnding).map(({ tag }) => tag));
  const scheduled = schedulesByRun(history);
  const over = new Set(runs.filter(({ run }) => isTerminal(run.status)).map(({ runId }) => runId));
  const isAsked = (runId: string, { tags: own, parent }: ToldRun) =>
    asked.has(runId) ||
    own.some((tag) => tags.has(tag)) ||
    over.has(parent?.runId ?? '') ||
    scheduled.get(runId)?.overlap === 'cancel';
  return runs.flatMap(({ runId, run }) =>
    run.status === 'cancelled' && !isAsked(runId, run)
      ? [{ invariant: 'I10', runId, what: 'cancelled, and nobody asked for it' }]
      : [],
  );
}
