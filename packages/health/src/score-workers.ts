import { type ComponentHealth, judgeComponent } from './component-health.ts';
import type { UnservedFacts, WorkerFacts, WorkersFacts } from './health-facts.ts';
import { REASON_RULES } from './reason-rules.ts';
import { inPercent, inSeconds, nameSome } from './words.ts';

export function scoreWorkers({ ageMs, workers, unserved, hasWaitingWork }: WorkersFacts): ComponentHealth {
  const live = workers.filter(({ isLive }) => isLive);
  const silent = workers.filter(({ silentMs }) => silentMs >= REASON_RULES.WORKER_SILENT.from);
  const longest = Math.max(0, ...silent.map(({ silentMs }) => silentMs));
  const lagging = live.filter(({ lagMs = 0 }) => lagMs >= REASON_RULES.WORKER_LAGGING.from);
  const lagMs = Math.max(0, ...lagging.map((worker) => worker.lagMs ?? 0));
  const clockOff = live.filter(
    ({ clockAheadMs = 0 }) => Math.abs(clockAheadMs) >= REASON_RULES.WORKER_CLOCK_OFF.from,
  );
  const clockOffMs = Math.max(0, ...clockOff.map(({ clockAheadMs = 0 }) => Math.abs(clockAheadMs)));
  const blocked = live.flatMap((worker) => (worker.blocked === undefined ? [] : [worker.blocked]));
  const blockedMs = Math.max(0, ...blocked.map(({ forMs }) => forMs));
  const unservedMs = Math.max(0, ...unserved.map((agent) => agent.unservedMs));
  const used = toUsedShare(live);
  return judgeComponent('workers', ageMs, [
    { code: 'WORKERS_NONE', value: Number(live.length === 0), found: 'No worker lives.' },
    {
      code: 'AGENT_UNSERVED',
      value: unservedMs,
      found: `Nobody serves ${nameSome(unserved.map(describe))}, whose work has waited for ${inSeconds(unservedMs)}.`,
    },
    {
      code: 'WORKER_SILENT',
      value: longest,
      found: `Not heard of for up to ${inSeconds(longest)}: ${nameSome(silent.map(({ id }) => id))}.`,
    },
    {
      code: 'WORKER_LAGGING',
      value: lagMs,
      found: `The event loop is up to ${inSeconds(lagMs)} late in ${nameSome(lagging.map(({ id }) => id))}.`,
    },
    {
      code: 'WORKER_CLOCK_OFF',
      value: clockOffMs,
      found: `The clock of the host differs from the store’s by up to ${inSeconds(clockOffMs)}: ${nameSome(clockOff.map(({ id }) => id))}.`,
    },
    {
      code: 'WORKER_BLOCKED',
      value: blockedMs,
      found: `${blocked.length} of ${live.length} workers blocked for up to ${inSeconds(blockedMs)} while handlers ran of ${nameSome([...new Set(blocked.flatMap(({ agents }) => agents))])}.`,
    },
    {
      code: 'WORKERS_SATURATED',
      value: hasWaitingWork ? used : 0,
      found: `${inPercent(used)} of the slots are in use, and work waits.`,
    },
    { code: 'WORKERS_UNKNOWN', value: ageMs, found: `They were last looked at ${inSeconds(ageMs)} ago.` },
  ]);
}

function toUsedShare(workers: readonly WorkerFacts[]): number {
  const sum = (of: (worker: WorkerFacts) => number | undefined) =>
    workers.reduce((total, worker) => total + (of(worker) ?? 0), 0);
  const limit = sum(({ slots }) => slots?.limit);
  return limit === 0 ? 0 : sum(({ slots }) => slots?.used) / limit;
}

const describe = ({ agent, didYouMean }: UnservedFacts): string =>
  didYouMean === undefined ? agent : `${agent} (did you mean ${didYouMean}?)`;
