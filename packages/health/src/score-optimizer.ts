import { type ComponentHealth, judgeComponent } from './component-health.ts';
import type { OptimizerFacts } from './health-facts.ts';
import { inSeconds } from './words.ts';

/** Nothing needs it: its absence degrades, and no more. */
export function scoreOptimizer({ ageMs, leads }: OptimizerFacts): ComponentHealth {
  return judgeComponent('optimizer', ageMs, [
    { code: 'OPTIMIZER_ABSENT', value: Number(!leads), found: 'No optimizer leads.' },
    {
      code: 'OPTIMIZER_UNKNOWN',
      value: leads ? ageMs : 0,
      found: `It was last looked for ${inSeconds(ageMs)} ago.`,
    },
  ]);
}
