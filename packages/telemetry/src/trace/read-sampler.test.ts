import { expect, it } from '@jest/globals';
import { readSampler } from './read-sampler.ts';

const read = (name: string | undefined, arg?: string) => {
  const problems: string[] = [];
  const env = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: arg };
  const sampler = readSampler(env, (problem) => problems.push(problem));
  return { text: String(sampler), problems };
};

it.each([
  [undefined, undefined, /^ParentBased\{root=AlwaysOn/],
  [' ', undefined, /^ParentBased\{root=AlwaysOn/],
  ['always_on', undefined, /^AlwaysOn/],
  ['always_off', undefined, /^AlwaysOff/],
  ['traceidratio', '0.5', /^TraceIdRatioBased\{0.5\}/],
  ['parentbased_always_on', undefined, /^ParentBased\{root=AlwaysOn/],
  ['parentbased_always_off', undefined, /^ParentBased\{root=AlwaysOff/],
  ['parentbased_traceidratio', '0', /^ParentBased\{root=TraceIdRatioBased\{0\}/],
])('readSampler reads %j with %j', (name, arg, expected) => {
  const { text, problems } = read(name, arg);
  expect(text).toMatch(expected);
  expect(problems).toEqual([]);
});

it.each([
  ['jaeger_remote', '0.1', 'OTEL_TRACES_SAMPLER:', /^ParentBased\{root=AlwaysOn/],
  ['traceidratio', '2', 'OTEL_TRACES_SAMPLER_ARG:', /^TraceIdRatioBased\{1\}/],
  ['parentbased_traceidratio', '', 'OTEL_TRACES_SAMPLER_ARG:', /TraceIdRatioBased\{1\}/],
  ['traceidratio', 'half', 'OTEL_TRACES_SAMPLER_ARG:', /^TraceIdRatioBased\{1\}/],
])('readSampler complains of %j with %j, and samples all', (name, arg, problem, expected) => {
  const { text, problems } = read(name, arg);
  expect(text).toMatch(expected);
  expect(problems).toEqual([expect.stringContaining(problem)]);
});
