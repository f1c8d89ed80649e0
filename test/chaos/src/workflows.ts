/** The load's definitions. What a step sees are the recorded outputs of what it needs. */
const step = (needs: readonly string[], more: object = {}, given: object = {}) => ({
  agent: 'chaos.work',
  ...(needs.length > 0 && { needs }),
  with: { see: Object.fromEntries(needs.map((id) => [id, `\${steps.${id}.output}`])), ms: 80, ...given },
  retry: { maxAttempts: 3, initialDelay: 50, maxDelay: 500, jitter: 'full' },
  ...more,
});

export const WORKFLOWS = [
  { name: 'chain', steps: { a: step([]), b: step(['a']), c: step(['b']), d: step(['c']) } },
  {
    name: 'diamond',
    steps: { a: step([]), b: step(['a'], {}, { ms: 30 }), c: step(['a']), d: step(['b', 'c']) },
  },
  {
    name: 'wide',
    steps: { a: step([]), b: step([]), c: step([]), d: step([]), e: step(['a', 'b', 'c', 'd']) },
  },
  { name: 'retry', steps: { a: step([], {}, { failFirst: 2 }), b: step(['a'], {}, { failFirst: 1 }) } },
  { name: 'doomed', steps: { a: step([]), b: step(['a'], {}, { failFirst: 9 }), c: step(['b']) } },
  {
    name: 'tolerant',
    steps: { a: step([]), b: step(['a'], { onFailure: 'continue' }, { giveUp: true }), c: step(['a', 'b']) },
  },
  {
    name: 'choice',
    steps: { a: step([]), b: step(['a'], { when: '${input.go == true}' }), c: step(['a', 'b']) },
  },
  { name: 'slow', steps: { a: step([], {}, { ms: 1_500 }), b: step(['a'], {}, { ms: 1_500 }) } },
] as const;

export const MAX_ATTEMPTS = 3;

/** What each step of a workflow needs. */
export function needsOf(workflow: string): Readonly<Record<string, readonly string[]>> {
  const found = WORKFLOWS.find((definition) => definition.name === workflow);
  const steps = Object.entries(found?.steps ?? {});
  return Object.fromEntries(
    steps.map(([id, definition]) => [id, 'needs' in definition ? (definition.needs ?? []) : []]),
  );
}
