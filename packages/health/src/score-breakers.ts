import { type ComponentHealth, judgeComponent } from './component-health.ts';
import type { BreakerFacts, BreakersFacts } from './health-facts.ts';
import { inPercent, inSeconds, nameSome } from './words.ts';

export function scoreBreakers({ ageMs, breakers, blocked }: BreakersFacts): ComponentHealth {
  const open = breakers.filter(({ state }) => state === 'open' || state === 'half-open');
  const weight = open.reduce((sum, { state }) => sum + (state === 'open' ? 1 : 0.5), 0);
  const holding = breakers.filter((breaker) => stepsOf(breaker) > 0).sort((a, b) => stepsOf(b) - stepsOf(a));
  const share = blocked?.share ?? 0;
  return judgeComponent('breakers', ageMs, [
    {
      code: 'BREAKER_OPEN',
      value: breakers.length === 0 ? 0 : weight / breakers.length,
      found: `${open.length} of ${breakers.length} not closed: ${nameSome(open.map(nameWithError))}.`,
    },
    {
      code: 'WORK_BLOCKED',
      value: share,
      found: `${blocked?.steps ?? 0} steps, ${inPercent(share)} of those that are open, wait for breakers: ${nameSome(holding.map((one) => `${one.name} (${stepsOf(one)})`))}.`,
    },
    { code: 'BREAKERS_UNKNOWN', value: ageMs, found: `They were last looked at ${inSeconds(ageMs)} ago.` },
  ]);
}

const stepsOf = ({ blocked = 0 }: BreakerFacts): number => blocked;

const nameWithError = ({ name, state, lastError }: BreakerFacts): string =>
  `${name} (${state}${lastError === undefined ? '' : `; last: ${lastError}`})`;
