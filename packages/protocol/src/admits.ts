import type { RunStatus } from '@ag06/contracts';

/** The statuses of a run in which its units may begin. In any other status, units that become ready stay so. */
export const ADMITTING: ReadonlySet<RunStatus> = new Set<RunStatus>(['running']);

export const admits = (run: { readonly status: RunStatus }): boolean => ADMITTING.has(run.status);
