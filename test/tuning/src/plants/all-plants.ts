import type { Plant } from '../plant/plant.ts';
import { abruptChanges } from './abrupt-changes.ts';
import { bursts } from './bursts.ts';
import { defaultIsBest } from './default-is-best.ts';
import { farBelowTheKnee } from './far-below-the-knee.ts';
import { outages } from './outages.ts';
import { pastTheKnee } from './past-the-knee.ts';
import { providerLimit } from './provider-limit.ts';
import { seasons } from './seasons.ts';
import { stragglers } from './stragglers.ts';

/** The plants by the names that the judge prints. */
export const PLANTS: ReadonlyMap<string, (seed: number) => Plant> = new Map([
  ['best', defaultIsBest],
  ['below', farBelowTheKnee],
  ['past', pastTheKnee],
  ['provider', providerLimit],
  ['change', abruptChanges],
  ['bursts', bursts],
  ['stragglers', stragglers],
  ['outages', outages],
  ['seasons', seasons],
]);
