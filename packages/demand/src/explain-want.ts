import type { Demand } from './demand.ts';
import { CLEAR_WITHIN_MS, UTILISATION } from './needed-workers.ts';
import type { ScaleTerms, Want } from './want-workers.ts';

/** Says in a sentence why an agent should have so many workers. */
export function explainWant(demand: Demand, want: Want, terms: ScaleTerms): string {
  const { why, need } = want;
  const needed = count(need.workers, 'worker');
  switch (why) {
    case 'optimizer':
      return `The optimizer expects ${count(want.workers, 'worker')} to be needed soon; now ${needed}: ${explainNeed(demand, want, terms)}`;
    case 'person':
      return `A person has set ${count(want.workers, 'worker')}; by itself the fleet would have ${needed}: ${explainNeed(demand, want, terms)}`;
    case 'cool-down':
      return `${capital(count(want.workers, 'worker'))} ${want.workers === 1 ? 'was' : 'were'} needed within the last ${seconds(terms.coolDownMs)}; now ${needed}: ${explainNeed(demand, want, terms)}`;
    case 'min':
      return `The minimum is ${terms.min}; ${explainNeed(demand, want, terms)}`;
    case 'max':
      return `The maximum is ${terms.max}; more would be needed: ${explainNeed(demand, want, terms)}`;
    default:
      return capital(explainNeed(demand, want, terms));
  }
}

function explainNeed(demand: Demand, { need }: Want, { bootMs }: ScaleTerms): string {
  const { waiting, running, ready, slotsEach, serviceMs } = demand;
  const load = `${waiting} wait and ${running} run`;
  switch (need.why) {
    case 'idle':
      return 'nothing waits, runs or comes.';
    case 'wake':
      return ready === 0
        ? `${load}, and no worker serves the agent.`
        : `${load}, and nobody knows its slots.`;
    case 'unmeasured':
      return `${load} on ${slotsEach} slots a worker, and none has ended yet that would tell how long one takes.`;
    case 'held-back':
      return `${waiting} wait, but the queue is paused in BullMQ.`;
    case 'running':
      return `${running} run on ${round(slotsEach ?? 1)} slots a worker, and little comes.`;
    case 'arrivals':
    case 'backlog': {
      const rate = `${round(need.forecastPerSec ?? 0)} attempts/s are expected in ${seconds(bootMs)}`;
      const each = `one takes ${round(serviceMs ?? 0)} ms, and a worker has ${round(slotsEach ?? 1)} slots, of which ${UTILISATION * 100} % are used`;
      const off =
        waiting === 0 ? '' : `; ${waiting} wait and are worked off within ${seconds(CLEAR_WITHIN_MS)}`;
      return `${rate}: ${each}${off}.`;
    }
  }
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
const seconds = (ms: number): string => `${round(ms / 1_000)} s`;
const round = (value: number): string => String(Math.round(value * 10) / 10);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
