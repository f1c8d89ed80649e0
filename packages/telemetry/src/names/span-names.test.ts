import { expect, it } from '@jest/globals';
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { ATTRIBUTES, SPANS } from './span-names.ts';

const known = new Set<unknown>(Object.values(conventions));
const own = /^ag06\.[a-z]+(\.[a-z_]+)?$/;

it.each(Object.entries(ATTRIBUTES))('%s is of the semantic conventions, or ours: %s', (_, name) => {
  expect(own.test(name) || known.has(name)).toBe(true);
});

it('SPAN_NAMES has one name for each thing', () => {
  const names = Object.values(ATTRIBUTES);
  expect(new Set(names).size).toBe(names.length);
});

it('SPAN_NAMES names messaging spans as the conventions do: the operation, then the destination', () => {
  expect([SPANS.send('agent.x'), SPANS.process('agent.x')]).toEqual(['send agent.x', 'process agent.x']);
});
