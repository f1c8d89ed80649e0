/** Only runs that ended at `endedFrom` or later, and before `endedTo`. No index has it: runs are examined one by one. */
export interface EndedWithin {
  readonly endedFrom?: number | undefined;
  readonly endedTo?: number | undefined;
}

/** Whether a run passes. One that has not ended passes only if neither is asked for. */
export function hasEndedWithin(finishedAt: number | undefined, { endedFrom, endedTo }: EndedWithin): boolean {
  if (endedFrom === undefined && endedTo === undefined) return true;
  return (
    finishedAt !== undefined &&
    (endedFrom === undefined || finishedAt >= endedFrom) &&
    (endedTo === undefined || finishedAt < endedTo)
  );
}
