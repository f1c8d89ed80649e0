import { type RunReasonView, toRfc3339 } from '@ag06/contracts';
import { lanesOf } from '@ag06/protocol';
import type { UnitRecord } from '@ag06/store';
import type { ExplainFacts } from './explain-facts.ts';

const LIMIT = 'limit:';

/** Explains an open step for which `waitsFor` has no reason. */
export function explainUnit(step: string, unit: UnitRecord, facts: ExplainFacts): RunReasonView {
  const { lastEvents } = facts;
  const seen = lastEvents.get(step);
  const base = { step, ...(seen !== undefined && { since: toRfc3339(seen.at) }) };
  const { status, blockedBy = '' } = unit;
  if (blockedBy.startsWith(LIMIT)) {
    const limit = blockedBy.slice(LIMIT.length);
    return { ...base, code: 'limit', sentence: `${step} waits because the limit ${limit} is used up.` };
  }
  if (status === 'ready') return { ...base, code: 'evaluation', sentence: `${step} is being evaluated.` };
  if (status === 'running') return { ...base, ...explainRunning(step, unit, facts) };
  const sentence = `${step} was sent to its queue. A worker has just taken it, or the watchdog sends it again within 30 s.`;
  return { ...base, code: 'sent', sentence };
}

function explainRunning(
  step: string,
  unit: UnitRecord,
  { run, workers }: ExplainFacts,
): Pick<RunReasonView, 'code' | 'sentence' | 'action'> {
  const lanes = run.items.has(step) ? [...lanesOf(run, step)].map(([, lane]) => lane) : [];
  const holders = [unit, ...lanes].filter(({ status, token }) => status === 'running' && token > 0);
  const names = [...new Set(holders.flatMap(({ worker }) => worker || []))];
  const gone = names.filter((name) => !workers.has(name));
  if (gone.length > 0) {
    const sentence = `${step} runs on ${gone.join(', ')}, which was not seen for 15 s. It is delivered again as soon as its lock is over.`;
    return { code: 'lost', sentence };
  }
  const where = names.length === 0 ? '' : ` on ${names.slice(0, 5).join(', ')}`;
  const iteration = unit.iteration === undefined ? '' : `, iteration ${unit.iteration} (from 0)`;
  const attempt = unit.attempt > 1 ? `, attempt ${unit.attempt}` : '';
  return { code: 'running', sentence: `${step} runs${where}${iteration}${attempt}.` };
}
