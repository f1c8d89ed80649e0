/**
 * Why a unit is parked. `retry`: until its next attempt is due; `pause`: until its run resumes; `breaker` and `limit`:
 * until the dependency answers again, or the limit has room. What is behind the colon of `breaker:shop` says which.
 */
export const PARK_KINDS = ['retry', 'pause', 'breaker', 'limit'] as const;
export type ParkKind = (typeof PARK_KINDS)[number];

/** Who wakes what is parked, and who does if that fails. */
export const WAKERS: Readonly<Record<ParkKind, { readonly by: string; readonly net: string }>> = {
  retry: { by: 'the claim of its delayed job', net: 'the watchdog' },
  pause: { by: 'the resume of its run', net: 'nobody: only a person resumes' },
  breaker: { by: 'the sweep of the dispatcher', net: 'the next sweep, a second later' },
  limit: { by: 'the sweep of the dispatcher', net: 'the next sweep, a second later' },
};

export function kindOfReason(reason: string): ParkKind {
  const kind = PARK_KINDS.find((known) => reason === known || reason.startsWith(`${known}:`));
  if (kind === undefined) throw new Error(`No unit is parked for "${reason}".`);
  return kind;
}
