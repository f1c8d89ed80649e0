import { type ComponentHealth, judgeComponent } from './component-health.ts';
import type { BrokerFacts } from './health-facts.ts';
import { inSeconds } from './words.ts';

export function scoreBroker({ ageMs, sinceRecoveryMs, reconnects }: BrokerFacts): ComponentHealth {
  return judgeComponent('broker', ageMs, [
    {
      code: 'BROKER_SILENT',
      value: ageMs,
      found: `A look at the queues has not been answered for ${inSeconds(ageMs)}.`,
    },
    {
      code: 'STALLED_RECOVERY_LATE',
      value: sinceRecoveryMs,
      found: `Lost deliveries have not been looked for since ${inSeconds(sinceRecoveryMs)}.`,
    },
    {
      code: 'BROKER_FLAPPING',
      value: reconnects,
      found: `Its connection was made anew ${reconnects} times within a minute.`,
    },
  ]);
}
