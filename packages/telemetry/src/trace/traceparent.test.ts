import { expect, it } from '@jest/globals';
import { formatTraceparent, isSampled, parseTraceparent, traceIdOf } from './traceparent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

it.each([
  ['00', 0],
  ['01', 1],
  ['02', 0],
  ['03', 1],
  ['ff', 1],
])('a traceparent reads the flags %s, of which only the sampled one is kept', (flags, traceFlags) => {
  const parsed = parseTraceparent(`00-${TRACE}-${SPAN}-${flags}`);
  expect(parsed).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags, isRemote: true });
  const written = parsed && formatTraceparent(parsed);
  expect(written).toBe(`00-${TRACE}-${SPAN}-0${traceFlags}`);
  expect(isSampled(written)).toBe(traceFlags === 1);
});

it.each([
  undefined,
  '',
  'nonsense',
  `ff-${TRACE}-${SPAN}-01`,
  `01-${TRACE}-${SPAN}-01.more`,
  `0-${TRACE}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01-more`,
  `00-${TRACE}-${SPAN}-1`,
])('a traceparent does not take %j for one', (text) => {
  expect(parseTraceparent(text)).toBeUndefined();
});

it.each([`01-${TRACE}-${SPAN}-01`, `cc-${TRACE}-${SPAN}-01-what-comes-later`, `01-${TRACE}-${SPAN}-01-`])(
  'a traceparent goes on with the trace of a later version, %s, in its own',
  (text) => {
    const parsed = parseTraceparent(text);
    expect(parsed).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 1, isRemote: true });
    expect(parsed && formatTraceparent(parsed)).toBe(`00-${TRACE}-${SPAN}-01`);
  },
);

it('a traceparent tells the trace id, and nothing of nothing', () => {
  expect(traceIdOf(`00-${TRACE}-${SPAN}-00`)).toBe(TRACE);
  expect(traceIdOf(undefined)).toBeUndefined();
  expect(isSampled(undefined)).toBe(false);
});
