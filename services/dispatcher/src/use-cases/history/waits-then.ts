import { isTerminal, type RunStatus, type WaitsFor } from '@ag06/contracts';
import type { Plan } from '@ag06/engine';
import type { ShownRun, ShownUnit } from '@ag06/protocol';
import { explainWait, type WaitFacts } from '../find-waits.ts';

/** Returns by step the reason for which it waited, as far as the log of its run tells: places in queues it does not. */
export function waitsThen(plan: Plan, shown: ShownRun, at: number): ReadonlyMap<string, WaitsFor> {
  if (isTerminal(shown.status)) return new Map();
  const units = new Map([...shown.units].map(([name, unit]) => [name, toLook(unit, shown.status)]));
  const waits = new Map<string, WaitsFor>();
  const facts = toFacts(plan, at);
  for (const step of plan.steps.values()) {
    const wait = explainWait(step, { status: shown.status, units }, facts);
    if (wait !== undefined) waits.set(step.id, wait);
  }
  return waits;
}

/** Somebody holds what runs; and in a run that is running, what is ready is evaluated. */
const toLook = (unit: ShownUnit, status: RunStatus) => ({
  ...unit,
  dispatch: 0,
  token: unit.status === 'running' || (unit.status === 'ready' && status === 'running') ? 1 : 0,
});

const toFacts = ({ agents }: Plan, now: number): WaitFacts => ({
  served: new Set(agents),
  findMeant: () => undefined,
  turns: new Map(),
  heldBack: new Map(),
  now,
});
