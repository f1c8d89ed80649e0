import type { TuningDocument, TuningSettings } from '@ag06/contracts/tuning';
import { type Net, toNet } from '../net-value.ts';
import type { Scenario } from '../scenario.ts';
import { Service } from '../service.ts';
import { drawPauses } from './draw-pauses.ts';
import { QuickFleet } from './quick-fleet.ts';
import { QuickOptimizer } from './quick-optimizer.ts';
import { toDate, VirtualClock } from './virtual-clock.ts';

export interface QuickPlayOptions {
  readonly seed: number;
  /** So often the machine stands. */
  readonly pauses?: number;
  /** What is in force from the first step on; `live`: the optimizer decides. */
  readonly settings: TuningSettings | 'live';
}

/** Something else was published, `t` seconds after the begin. */
interface Published {
  readonly t: number;
  readonly document: TuningDocument;
}

export interface QuickPlay {
  /** How many were submitted. */
  readonly runs: number;
  readonly net: Net;
  /** Of the last third of the time. */
  readonly lastThird: Net;
  readonly published: readonly Published[];
}

/**
 * Plays a scenario in virtual time: the bench's service and net value, the workers' fast loop and budget of second calls, and a real
 * leader. The same seed has the same steps and, as long as the same calls are made, the same answers, whatever is in force.
 */
export async function playQuick(
  scenario: Scenario,
  { seed, settings, pauses = 0 }: QuickPlayOptions,
): Promise<QuickPlay> {
  const { seconds, worth, attemptCost } = scenario;
  const clock = new VirtualClock(drawPauses(pauses, seconds, seed));
  const service = new Service(scenario.service, seed);
  const fleet = new QuickFleet(scenario, clock, service, seed);
  await using optimizer = settings === 'live' ? await QuickOptimizer.begin(clock, scenario) : undefined;
  fleet.follow(settings === 'live' ? undefined : { version: 1, settings });
  const published: Published[] = [];
  const thirdAt = (2 * seconds) / 3;
  let vainBefore: number | undefined;
  for (let second = 1; second <= seconds; second++) {
    if (clock.isPaused(second)) continue;
    clock.passTo(second);
    fleet.pump();
    if (second >= thirdAt) vainBefore ??= toVain(service);
    fleet.step();
    const document = await optimizer?.step(fleet.workers, published.at(-1)?.document.version ?? 0);
    if (document !== undefined && document.version !== published.at(-1)?.document.version)
      published.push({ t: clock.now, document });
    if (document !== undefined) fleet.follow(document);
    else fleet.pump();
  }
  const vain = toVain(service);
  const facts = { runs: fleet.runs, worth, attemptCost, to: toDate(seconds) };
  return {
    runs: facts.runs.length,
    net: toNet({ ...facts, vain, from: toDate(0) }),
    lastThird: toNet({ ...facts, vain: vain - (vainBefore ?? 0), from: toDate(thirdAt) }),
    published,
  };
}

function toVain({ figures: { calls, answered, inflight } }: Service): number {
  return calls - answered - inflight;
}
