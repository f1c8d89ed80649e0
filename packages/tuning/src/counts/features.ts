import { type Observation, toLevel } from '../observation.ts';

/** The names of the numbers of a context, in their order (design, section 3). */
export const FEATURES = [
  'one',
  'logInflight',
  'logQueueDepth',
  'urgentShare',
  'logMeanSize',
  'cpu',
  'memory',
  'failureShare',
  'refusedShare',
  'sinOfDay',
  'cosOfDay',
] as const;

const DAY_SECONDS = 86_400;
const NORMAL = toLevel('normal');

/** Returns the context of a step: what predictions and choices may depend on, besides the settings. */
export function toFeatures(observation: Observation): readonly number[] {
  const { t, inflight = 0, queueDepth = 0, queueByPriority = {}, samples, cpu = 0, memory = 0 } = observation;
  const judged = samples.filter(({ outcome }) => outcome !== 'cancelled');
  const shareOf = (isCounted: (outcome: string) => boolean): number =>
    judged.filter(({ outcome }) => isCounted(outcome)).length / Math.max(1, judged.length);
  const urgent = Object.entries(queueByPriority).reduce(
    (sum, [priority, depth]) => sum + (toLevel(priority) < NORMAL ? depth : 0),
    0,
  );
  const sizes = samples.map(({ size }) => Number(size)).filter(Number.isFinite);
  const meanSize = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
  const angle = (2 * Math.PI * (t % DAY_SECONDS)) / DAY_SECONDS;
  return [
    1,
    Math.log1p(inflight),
    Math.log1p(queueDepth),
    urgent / Math.max(1, queueDepth),
    meanSize,
    cpu,
    memory,
    shareOf((outcome) => outcome === 'error' || outcome === 'timeout'),
    shareOf((outcome) => outcome === '429'),
    Math.sin(angle),
    Math.cos(angle),
  ];
}
