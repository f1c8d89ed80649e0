import type { LinksView, RunView } from '@ag06/client';
import { createContext } from 'preact';
import { fillLink, type LinkedAttempt } from './fill-link.ts';

/** Returns the address of the log lines of an attempt of the run that is shown. */
export type ToLogs = (attempt: LinkedAttempt) => string | undefined;

/** Undefined where the dispatcher knows no address of logs. */
export const AttemptLogs = createContext<ToLogs | undefined>(undefined);

/** Returns what finds the log lines of an attempt of a run. */
export const toAttemptLogs = (run: RunView, { logs }: LinksView): ToLogs | undefined =>
  logs === undefined ? undefined : (attempt) => fillLink(logs, run, Date.now(), attempt);
