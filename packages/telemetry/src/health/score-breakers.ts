import { type ComponentHealth, judgeComponent } from './component-health.ts';
import type { BreakersFacts } from './health-facts.ts';
import { inSeconds, nameSome } from './words.ts';

export function scoreBreakers({ ageMs, breakers }: BreakersFacts): ComponentHealth {
  const open = breakers.filter(({ state }) => state !== 'closed');
  const weight = open.reduce((sum, { state }) => sum + (state === 'open' ? 1 : 0.5), 0);
  return judgeComponent('breakers', ageMs, [
    {
      code: 'BREAKER_OPEN',
      value: breakers.length === 0 ? 0 : weight / breakers.length,
      found: `${open.length} of ${breakers.length} not closed: ${nameSome(open.map(({ name, state }) => `${name} (${state})`))}.`,
    },
    { code: 'BREAKERS_UNKNOWN', value: ageMs, found: `They were last looked at ${inSeconds(ageMs)} ago.` },
  ]);
}
