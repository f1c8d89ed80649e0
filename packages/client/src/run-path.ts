import type { RunLike } from './run-types.ts';

export const nameOf = (workflow: { readonly name: string } | string): string =>
  typeof workflow === 'string' ? workflow : workflow.name;

export const idOf = (run: RunLike): string => (typeof run === 'string' ? run : run.runId);

export const pathOf = (runId: string): string => `/v1/runs/${encodeURIComponent(runId)}`;
