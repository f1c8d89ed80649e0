import type { TuningStanding } from '@ag06/contracts/tuning';
import type { TunedAgent } from './tuned-agent.ts';

const STANDING_MAX = 32;
const SETTING_MAX = 64;

/** Says what is not done about an agent, and why. */
export function tellStanding({ plan, frozen, tuner }: TunedAgent, now: number): TuningStanding[] {
  if (plan === undefined) return [];
  if (plan.mode === 'off')
    return [{ setting: null, reason: 'OFF', sentence: 'Its mode is off: nothing is decided about it.' }];
  const why = frozen ?? plan.frozen;
  const standing: TuningStanding[] = [];
  if (why !== undefined) standing.push({ setting: null, reason: 'FROZEN', sentence: why });
  if (plan.own.concurrency === undefined)
    standing.push({
      setting: null,
      reason: 'UNKNOWN',
      sentence:
        'There is no worker, or workers differ in their own concurrency: nothing is decided about it.',
    });
  if (plan.mode === 'shadow')
    standing.push({
      setting: null,
      reason: 'SHADOW',
      sentence: 'Its mode is shadow: what is decided is told, and not put in force.',
    });
  for (const [text, alike] of Map.groupBy(tuner.notDone(now), (one) => one.text)) {
    const names = alike.map(({ knob }) => knob).join(', ');
    const setting = names.length > SETTING_MAX ? null : names;
    standing.push({ setting, reason: alike[0]?.reason ?? 'HOLD', sentence: text.slice(0, 500) });
  }
  return standing.slice(0, STANDING_MAX);
}
