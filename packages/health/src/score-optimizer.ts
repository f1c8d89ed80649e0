import { type ComponentHealth, judgeComponent } from './component-health.ts';
import type { OptimizerFacts } from './health-facts.ts';
import { inSeconds } from './words.ts';

/** Scores the optimizer. Its absence only degrades the fleet, because nothing needs it. */
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
