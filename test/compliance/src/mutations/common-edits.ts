import type { SourceEdit } from '@ag06/test-support';

/** Workers call no handler, and answer null. */
export const NO_HANDLERS: SourceEdit = {
  file: 'services/agent-worker/src/attempt/call-handler.ts',
  find: 'runHandler(agent, input.value, handlerContext, options)',
  replace: "Promise.resolve({ status: 'completed', output: null, outputText: 'null' } as const)",
};

/** Health says that a part is sick, and not of what. */
export const NO_DIAGNOSIS: SourceEdit = {
  file: 'services/dispatcher/src/http/health-routes.ts',
  find: 'one.reasons.map((reason) => ({ ...reason }))',
  replace: "one.reasons.map((reason) => ({ ...reason, code: 'SICK' as never }))",
};
