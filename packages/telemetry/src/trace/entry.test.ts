/**
 * Tracers and meters are kept for the whole process.
 * @jest-environment node
 */
import { recordSpans } from '@ag06/test-support';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import { beginEntry } from './entry.ts';
import { EntrySampler } from './entry-sampler.ts';
import { beginSpan, endSpan, withSpan } from './span.ts';
import { isSampled, parseTraceparent } from './traceparent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const caller = (flags: string) => `00-${TRACE}-b7ad6b7169203331-${flags}`;
const START = { kind: SpanKind.SERVER, attributes: {} };
const never = new ParentBasedSampler({ root: new AlwaysOffSampler() });

let recorded: ReturnType<typeof recordSpans> | undefined;
afterEach(() => {
  recorded?.stop();
  recorded = undefined;
});
const record = (atEntry: Sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() })) => {
  recorded = recordSpans(new EntrySampler(atEntry));
  return recorded;
};

describe('an entry into a process that makes no spans', () => {
  it('passes the caller’s trace context on as it came', () => {
    expect(beginEntry('x', START, caller('01'))).toEqual({ traceparent: caller('01'), span: undefined });
  });

  it('begins a trace that is not sampled', () => {
    const { traceparent, span } = beginEntry('x', START, 'nonsense');
    expect(parseTraceparent(traceparent)).toMatchObject({ traceFlags: 0 });
    expect(span).toBeUndefined();
  });
});

describe('an entry into a process that makes spans', () => {
  it('asks the sampler for a trace that begins here', () => {
    const { spans } = record();
    const { traceparent, span } = beginEntry('x', START, undefined);
    span?.end();
    expect(isSampled(traceparent)).toBe(true);
    expect(spans()).toMatchObject([{ name: 'x', parentSpanContext: undefined }]);
  });

  it('keeps the decision of the caller’s trace', () => {
    const { spans } = record(never);
    const { span } = beginEntry('x', START, caller('01'));
    span?.end();
    expect(spans()).toMatchObject([{ parentSpanContext: { traceId: TRACE, spanId: 'b7ad6b7169203331' } }]);
    expect(beginEntry('x', START, caller('00')).span).toBeUndefined();
  });

  it('gives unsampled work a place of its own in the caller’s trace', () => {
    record();
    const { traceparent } = beginEntry('x', START, caller('00'));
    expect(traceparent).toMatch(new RegExp(`^00-${TRACE}-(?!b7ad6b7169203331)[0-9a-f]{16}-00$`));
  });

  it('lets nothing else begin a trace, whatever the sampler says', () => {
    const { spans } = record(new AlwaysOnSampler());
    trace.getTracer('a library').startSpan('of its own', {}, ROOT_CONTEXT).end();
    const unsampled = parseTraceparent(caller('00'));
    if (unsampled !== undefined) endSpan(beginSpan(unsampled, 'below', { attributes: {} }));
    expect(spans()).toEqual([]);
  });

  it('makes every span below a sampled one, in any process', () => {
    const { spans } = record(never);
    const sampled = parseTraceparent(caller('01'));
    if (sampled === undefined) throw new Error('It is one.');
    const span = beginSpan(sampled, 'below', { attributes: {} });
    expect(withSpan(span, () => 7)).toBe(7);
    endSpan(span);
    expect(spans()).toMatchObject([{ name: 'below', parentSpanContext: { traceId: TRACE } }]);
  });
});
