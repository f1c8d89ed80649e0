import { z } from 'zod';
import { HedgeCheckModel } from '../curves/hedge-check.ts';
import { type ObservedDuration, SurvivalCurve } from '../curves/survival-curve.ts';

const KEPT = 1_000;
const SLACK = 200;
const STARTS_KEPT = 256;

/** What is known of the attempts of one size of inputs. */
export const SizeModel = z.strictObject({
  size: z.string(),
  /** Milliseconds; below 0: it was cut off after so many. */
  durationsMs: z.array(z.int()),
  /** When the last of them began, seconds: as many as there are here. */
  startsS: z.array(z.number()).max(256).default([]),
  /** When the first of them ended. */
  sinceS: z.number().default(0),
  /** How many durations there were at the last decision. */
  decidedWith: z.int().min(0).default(0),
  /** The mean wait, seconds, fading. */
  wait: z.number(),
  check: HedgeCheckModel,
  /** Time-outs among recent attempts, fading. */
  timeouts: z.number(),
  attempts: z.number(),
  /** No time-out is learned before, seconds. */
  lockedUntil: z.number(),
});
export type SizeModel = z.infer<typeof SizeModel>;

/** Keeps durations in the order in which their attempts began: a slow one ends after faster ones that began later. */
export function insertByStart(one: SizeModel, durationMs: number, startS: number): void {
  const { durationsMs, startsS } = one;
  let behind = 0;
  while (behind < startsS.length && (startsS.at(-1 - behind) ?? 0) > startS) behind++;
  durationsMs.splice(durationsMs.length - behind, 0, durationMs);
  startsS.splice(startsS.length - behind, 0, startS);
  if (startsS.length > STARTS_KEPT) startsS.shift();
  if (durationsMs.length > KEPT + SLACK) one.durationsMs = durationsMs.slice(-KEPT);
}

export const toCurve = (one: SizeModel): SurvivalCurve => new SurvivalCurve(toDurations(one));

export const toDurations = ({ durationsMs }: SizeModel): readonly ObservedDuration[] =>
  durationsMs.slice(-KEPT).map((ms) => ({ value: Math.abs(ms) / 1_000, isCensored: ms < 0 }));

export const copySize = (one: SizeModel): SizeModel => ({
  ...one,
  durationsMs: [...one.durationsMs],
  startsS: [...one.startsS],
});
