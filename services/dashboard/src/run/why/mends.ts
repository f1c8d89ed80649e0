import type { RunReasonView, RunView, WaitsFor } from '@ag06/client';

/** What a person can do on this page so that a run goes on. */
export type Mend =
  | { readonly kind: 'resume-run' }
  | { readonly kind: 'resume'; readonly target: 'fleet' | { agent: string } | { workflow: string } }
  | { readonly kind: 'close-breaker'; readonly dependency: string }
  | { readonly kind: 'allow'; readonly name: string }
  | { readonly kind: 'signal'; readonly step: string; readonly signal: string }
  | { readonly kind: 'approve'; readonly step: string; readonly choices: readonly string[] }
  | { readonly kind: 'show-child'; readonly runId: string }
  | { readonly kind: 'start-worker'; readonly agent: string };

/** Why one step does not move, and what would end that. */
export interface Obstacle extends Omit<RunReasonView, 'sentence'> {
  readonly sentence: string;
  readonly mend?: Mend;
}

/** What keeps a run from going on. What only waits for other steps or runs well is left to `others`. */
export interface Obstacles {
  readonly first: readonly Obstacle[];
  readonly others: readonly Obstacle[];
}

const QUIET = new Set(['dependencies', 'running', 'sent', 'evaluation', 'start']);

/** Joins the sentences of an explanation with what the run itself says its steps wait for. */
export function findObstacles(
  reasons: readonly RunReasonView[],
  { status, steps }: Pick<RunView, 'status' | 'steps'>,
): Obstacles {
  const waits = new Map(Object.entries(steps).map(([step, { waitsFor }]) => [step, waitsFor]));
  const all = reasons.map((reason): Obstacle => {
    const { step } = reason;
    const wait = step === undefined ? undefined : waits.get(step);
    const mend = step === undefined || wait === undefined ? undefined : toMend(step, wait);
    return mend === undefined ? reason : { ...reason, mend };
  });
  const isQuiet = ({ code }: Obstacle) => QUIET.has(code);
  const paused = status === 'paused' ? [PAUSED] : [];
  const isSaid = ({ mend }: Obstacle) => status === 'paused' && mend?.kind === 'resume-run';
  return {
    first: [...paused, ...all.filter((of) => !isQuiet(of) && !isSaid(of))],
    others: all.filter((of) => isQuiet(of) || isSaid(of)),
  };
}

const PAUSED: Obstacle = {
  code: 'pause',
  sentence: 'The run is paused: no step begins until it is resumed.',
  mend: { kind: 'resume-run' },
};

function toMend(step: string, wait: WaitsFor): Mend | undefined {
  switch (wait.reason) {
    case 'pause':
      return toResume(wait);
    case 'breaker':
      return { kind: 'close-breaker', dependency: wait.dependency };
    case 'permission':
      return { kind: 'allow', name: wait.name };
    case 'signal':
      return { kind: 'signal', step, signal: wait.signal };
    case 'approval':
      return { kind: 'approve', step, choices: wait.choices };
    case 'child':
      return { kind: 'show-child', runId: wait.runId };
    case 'worker':
      return { kind: 'start-worker', agent: wait.agent };
    default:
      return undefined;
  }
}

function toResume({ of, name }: Extract<WaitsFor, { reason: 'pause' }>): Mend {
  if (of === 'fleet') return { kind: 'resume', target: 'fleet' };
  if (of === 'agent' && name !== undefined) return { kind: 'resume', target: { agent: name } };
  if (of === 'workflow' && name !== undefined) return { kind: 'resume', target: { workflow: name } };
  return { kind: 'resume-run' };
}
