import { toBestSettings } from '../best-settings.ts';
import type { ScenarioName } from '../scenario.ts';
import { createScenario } from '../scenarios.ts';
import { toCandidates, toCeiling } from './clairvoyant.ts';
import { type Mean, meanOf } from './mean-of.ts';
import { playQuick, type QuickPlay } from './play-quick.ts';

export interface CompareOptions {
  readonly seeds: readonly number[];
  /** Instead of the scenario's own. */
  readonly seconds?: number | undefined;
  readonly pauses: number;
  /** Also what settings bring that somebody sets who knows the service, and what a clairvoyant's. */
  readonly best: boolean;
  /** Called with each seed that was played. */
  readonly onSeed?: (one: ComparedSeed) => void;
}

/** Net values beside that of the fleet without an optimizer. */
interface Ratios {
  readonly live: number;
  readonly lastThird: number;
  /** The best settings by hand, and in hindsight. */
  readonly best?: number;
  readonly clairvoyant?: number;
  /** What nobody can exceed. */
  readonly ceiling?: number;
}

export interface ComparedSeed {
  readonly seed: number;
  readonly off: QuickPlay;
  readonly live: QuickPlay;
  readonly ratios: Ratios;
}

/** Of all seeds of a scenario. */
export interface Comparison {
  readonly scenario: ScenarioName;
  readonly seeds: number;
  readonly bar: number;
  /** Seeds on which the optimizer has reached the bar. */
  readonly reached: number;
  readonly ratios: Readonly<Partial<Record<keyof Ratios, Mean>>>;
}

const RATIOS = [
  'live',
  'lastThird',
  'best',
  'clairvoyant',
  'ceiling',
] as const satisfies readonly (keyof Ratios)[];

/** Plays a scenario on each seed with the optimizer off and live, and, if asked, with settings of those who know the service. */
export async function compareArms(name: ScenarioName, options: CompareOptions): Promise<Comparison> {
  const all: Ratios[] = [];
  for (const seed of options.seeds) {
    const one = await compareSeed(name, seed, options);
    options.onSeed?.(one);
    all.push(one.ratios);
  }
  const { bar } = createScenario(name, 1);
  const means = RATIOS.flatMap((ratio) => {
    const values = all.flatMap((ratios) => ratios[ratio] ?? []);
    return values.length === 0 ? [] : [[ratio, meanOf(values)] as const];
  });
  return {
    scenario: name,
    seeds: all.length,
    bar,
    reached: all.filter(({ live }) => live >= bar).length,
    ratios: Object.fromEntries(means),
  };
}

async function compareSeed(name: ScenarioName, seed: number, options: CompareOptions): Promise<ComparedSeed> {
  const { pauses, seconds } = options;
  const scenario = createScenario(name, seed, seconds);
  const play = (settings: Parameters<typeof playQuick>[1]['settings']) =>
    playQuick(scenario, { seed, pauses, settings });
  const off = await play({});
  const live = await play('live');
  const beside = (value: number) => value / off.net.value;
  const ceiling = toCeiling(scenario, off.runs);
  const ratios: Ratios = {
    live: beside(live.net.value),
    lastThird: live.lastThird.value / off.lastThird.value,
    ...(ceiling !== undefined && { ceiling: beside(ceiling) }),
  };
  if (!options.best) return { seed, off, live, ratios };
  const best = beside((await play(toBestSettings(scenario))).net.value);
  let clairvoyant = Math.max(1, best);
  for (const settings of toCandidates(scenario))
    clairvoyant = Math.max(clairvoyant, beside((await play(settings)).net.value));
  return { seed, off, live, ratios: { ...ratios, best, clairvoyant } };
}
