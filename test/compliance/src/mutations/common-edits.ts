import type { SourceEdit } from '@ag06/test-support';

/** Workers call no handler, and answer null. */
export const NO_HANDLERS: SourceEdit = {
  file: 'services/agent-worker/src/attempt/call-handler.ts',
  find: 'runHandler(agent, input.value, handlerContext, options)',
  replace: "Promise.resolve({ status: 'completed', output: null, outputText: 'null' } as const)",
};

/** Nobody can tell a store that is silent from one that fails. */
export const SILENCE_IS_FAILURE: SourceEdit = {
  file: 'packages/health/src/score-store.ts',
  find: "{ code: 'STORE_SILENT', value",
  replace: "{ code: 'STORE_FAILING', value",
};
