import type { Plant } from '../plant/plant.ts';
import { farBelowTheKnee } from './far-below-the-knee.ts';

/** The knee lies far above the default, and the operator allows hardly any of that. */
export function tightBounds(seed: number): Plant {
  const plant = farBelowTheKnee(seed);
  const bounds = {
    ...plant.bounds,
    concurrency: { min: 9, max: 13 },
    maxAttempts: { min: 3, max: 4 },
    breakerThreshold: { min: 0.5, max: 0.6 },
  };
  return {
    ...plant,
    name: 'tight',
    bounds,
    clairvoyants: [() => ({ ...plant.static, concurrency: bounds.concurrency.max })],
  };
}
