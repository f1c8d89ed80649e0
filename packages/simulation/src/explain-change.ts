import { tellMs } from './caveats.ts';
import type { Estimate } from './estimate.ts';
import { type FleetSettings, SIMULATED_KNOBS } from './fleet-settings.ts';
import type { Measure } from './measures.ts';
import type { SimulationResult } from './simulate-change.ts';

/** Says in one sentence what other settings would bring. */
export function explainChange(
  { measures }: Pick<SimulationResult, 'measures'>,
  now: FleetSettings,
  proposed: FleetSettings,
): string {
  const told = (name: Measure, tell: (value: number) => string, what: string): string => {
    const found = measures.find(({ measure }) => measure === name);
    if (found === undefined) return '';
    return `${what} ${tellRange(found.proposed, tell)} instead of ${tell(found.now.value)}`;
  };
  const worth = measures.find(({ measure }) => measure === 'netValuePerSec')?.difference;
  return [
    `With ${tellSettings(now, proposed)}, 95 % of attempts would ${told('waitP95Ms', tellMs, 'begin within')}`,
    told('lateShare', tellShare, 'late are'),
    `and the value changes by ${worth === undefined ? '' : tellRange(worth, tellValue)} per second${isSure(worth) ? '' : ', which may be none'}.`,
  ].join(', ');
}

const isSure = (worth: Estimate | undefined): boolean =>
  worth !== undefined && (worth.low > 0 || worth.high < 0);

function tellSettings(now: FleetSettings, proposed: FleetSettings): string {
  const changed = SIMULATED_KNOBS.filter((knob) => proposed[knob] !== now[knob]);
  if (changed.length === 0) return 'the settings that are in force';
  return changed
    .map(
      (knob) =>
        `${knob} ${proposed[knob] ?? 'off'}${now[knob] === undefined ? '' : ` instead of ${now[knob] ?? 'off'}`}`,
    )
    .join(' and ');
}

const tellRange = ({ value, low, high }: Estimate, tell: (value: number) => string): string =>
  `${tell(value)} (90 %: ${tell(low)} to ${tell(high)})`;

const tellShare = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const tellValue = (value: number): string => String(Number(value.toPrecision(3)));
