import type { Summary } from './summary.ts';

/** What a plant's runs have to bring, in percent (docs/tuning.md, "The judge"). */
interface Bar {
  /** Of a clairvoyant, over the whole run. */
  readonly whole?: number;
  /** The same in the last third. */
  readonly last?: number;
  /** Of the static default. */
  readonly ofStatic?: number;
  /** The longest recovery after a change, seconds. */
  readonly recovery?: number;
}

const BARS: Readonly<Record<string, Bar>> = {
  best: { ofStatic: 98 },
  below: { whole: 80, last: 95 },
  past: { whole: 80, last: 95 },
  provider: { whole: 85 },
  change: { recovery: 90 },
  bursts: { whole: 85 },
  stragglers: { whole: 85 },
  outages: { whole: 85 },
  seasons: { whole: 65 },
};
/** So many percent of all runs may be breaches. */
const BREACHES = 2;

/** The bars that a plant's runs miss, a sentence each. */
export function findMisses(plant: string, one: Summary): readonly string[] {
  const { whole, last, ofStatic, recovery } = BARS[plant] ?? {};
  const misses: string[] = [];
  const atLeast = (what: string, value: number, bar: number | undefined): void => {
    if (bar !== undefined && value < bar)
      misses.push(`${plant}: ${value.toFixed(1)} % ${what}, the bar is ${bar} %`);
  };
  atLeast('of what a clairvoyant brings', one.whole, whole);
  atLeast('of it in the last third', one.last, last);
  atLeast('of the default', one.ofStatic, ofStatic);
  if (recovery !== undefined && (one.recovery ?? 0) > recovery)
    misses.push(`${plant}: recovers within ${one.recovery?.toFixed(0)} s, the bar is ${recovery} s`);
  if (one.crashes > 0) misses.push(`${plant}: out of memory ${one.crashes} times, the bar is 0`);
  return misses;
}

/** Whether there are more breaches, of all plants together, than the guardrail allows. */
export function findBreaches(summaries: readonly Summary[]): readonly string[] {
  const runs = summaries.reduce((sum, one) => sum + one.runs, 0);
  const breaches = summaries.reduce((sum, one) => sum + one.breaches, 0);
  return (100 * breaches) / runs > BREACHES
    ? [`${breaches} of ${runs} runs are breaches, the bar is ${BREACHES} %`]
    : [];
}
