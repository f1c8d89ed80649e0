import { createContext } from 'preact';

const DAY_MS = 86_400_000;

/** Whether the run that is shown lasts over a day, so that its times have dates. */
export const LongRun = createContext(false);

/** Returns whether a run lasts over a day: from its first moment until its end, or now. */
export const isLong = (
  { createdAt, finishedAt }: { readonly createdAt: string; readonly finishedAt?: string | undefined },
  now: number,
): boolean => (finishedAt === undefined ? now : Date.parse(finishedAt)) - Date.parse(createdAt) > DAY_MS;
