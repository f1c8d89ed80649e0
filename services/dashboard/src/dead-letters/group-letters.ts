import type { DeadLetterView } from '@ag06/client';

/** Dead letters of one queue and one reason. */
export interface LetterGroup {
  readonly queue: string;
  readonly reason: string;
  readonly count: number;
  /** What a person can do about it. */
  readonly remedy: string | undefined;
}

/** Returns the kinds of these dead letters, the most frequent first. */
export function groupLetters(letters: readonly DeadLetterView[]): readonly LetterGroup[] {
  const groups = new Map<string, LetterGroup>();
  for (const { queue, reason, remedy } of letters) {
    const key = JSON.stringify([queue, reason]);
    const known = groups.get(key);
    groups.set(key, {
      queue,
      reason,
      count: (known?.count ?? 0) + 1,
      remedy: known?.remedy ?? remedy,
    });
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
}
