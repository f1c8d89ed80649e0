import type { History, Violation } from '../history.ts';

/** I17: one idempotency key per step of a run and iteration of it, the same in every delivery and attempt, and no other step's. */
export function checkIdempotencyKeys({ effects }: History): Violation[] {
  const ownerOf = new Map<string, string>();
  const keyOf = new Map<string, string>();
  return effects.flatMap(({ runId, step, iteration, idempotencyKey: key }) => {
    const owner = `${runId} ${step} ${iteration}`;
    const isShared = (ownerOf.get(key) ?? owner) !== owner;
    const isSecond = (keyOf.get(owner) ?? key) !== key;
    ownerOf.set(key, owner);
    keyOf.set(owner, key);
    return isShared || isSecond
      ? [{ invariant: 'I17', runId, what: `${key} is not only, or not always, the key of ${step}` }]
      : [];
  });
}
