import { type TuningSettings, toSizeBucket } from '@ag06/contracts/tuning';

/** Returns the time-out and hedging of an input of this many characters. `timeoutMs` undefined: nobody has set one. */
export function ofSize(
  { timeoutMs, hedgeAfterMs = null, bySize }: TuningSettings,
  inputLength: number,
): { readonly timeoutMs: number | undefined; readonly hedgeAfterMs: number | null } {
  const own = bySize?.[String(toSizeBucket(inputLength))];
  return {
    timeoutMs: own?.timeoutMs ?? timeoutMs,
    hedgeAfterMs: own?.hedgeAfterMs === undefined ? hedgeAfterMs : own.hedgeAfterMs,
  };
}
