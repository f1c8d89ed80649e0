import type { Plant } from '../plant/plant.ts';
import { abruptChanges } from './abrupt-changes.ts';
import { bursts } from './bursts.ts';
import { correlatedStragglers } from './correlated-stragglers.ts';
import { defaultIsBest } from './default-is-best.ts';
import { farBelowTheKnee } from './far-below-the-knee.ts';
import { outages } from './outages.ts';
import { pastTheKnee } from './past-the-knee.ts';
import { providerLimit } from './provider-limit.ts';
import { seasons } from './seasons.ts';
import { stragglers } from './stragglers.ts';
import { tightBounds } from './tight-bounds.ts';

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

/** Plants on which nothing can be won: what is judged is that nothing is lost, and that bounds hold. */
export const SAFETY_PLANTS: ReadonlyMap<string, (seed: number) => Plant> = new Map([
  ['correlated', correlatedStragglers],
  ['tight', tightBounds],
]);
