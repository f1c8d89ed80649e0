import type { Json } from '@ag06/contracts';

/** A step that needs others. */
export const step = (
  agent: string,
  needs: readonly string[] = [],
  more: Record<string, Json> = {},
): Json => ({
  agent,
  needs: [...needs],
  ...more,
});
export const echo = (needs: readonly string[] = []): Json => step('core.echo', needs);

/** A workflow of one step, `s`. */
export const one = (agent: string, more: Record<string, Json> = {}): Json => ({
  name: 'one',
  steps: { s: step(agent, [], more) },
});
export const CHAIN: Json = { name: 'chain', steps: { a: echo(), b: echo(['a']), c: echo(['b']) } };
export const DIAMOND: Json = {
  name: 'diamond',
  steps: { a: echo(), b: echo(['a']), c: echo(['a']), d: echo(['b', 'c']) },
};
