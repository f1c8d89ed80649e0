import type { SourceEdit } from '@ag06/test-support';

/** Workers call no handler, and answer null. */
export const NO_HANDLERS: SourceEdit = {
  file: 'services/agent-worker/src/attempt/call-handler.ts',
  find: 'runHandler(agent, input.value, handlerContext, options)',
  replace: "Promise.resolve({ status: 'completed', output: null, outputText: 'null' } as const)",
};

/** Every part of the fleet is always told to be well. */
export const ALWAYS_WELL: SourceEdit = {
  file: 'packages/health/src/component-health.ts',
  find: 'const score = Math.max(0, 100 - lost);',
  replace: 'const score = 100 + 0 * lost;',
};
