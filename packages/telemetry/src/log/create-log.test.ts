import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { withSpan } from '../trace/span.ts';
import { createLog, toLogIds } from './create-log.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = trace.wrapSpanContext({ traceId: TRACE, spanId: 'b7ad6b7169203331', traceFlags: 1 });

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());

function write(act: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  act(createLog('info', { service: 's' }, { write: (line) => lines.push(line) }));
  return lines;
}

it('createLog writes one JSON object a line', () => {
  const [line = '', ...rest] = write((log) => log.info({ text: 'a\nb' }, 'two\nlines'));
  expect(rest).toEqual([]);
  expect(line.indexOf('\n')).toBe(line.length - 1);
  expect(JSON.parse(line)).toMatchObject({ service: 's', text: 'a\nb', msg: 'two\nlines' });
  expect(line).not.toContain('traceId');
});

it('createLog writes the ids of the active span, unless the line has its own', () => {
  const lines = write((log) =>
    withSpan(SPAN, () => {
      log.info('inside');
      log.info({ traceId: 'mine' }, 'inside');
    }),
  );
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { traceId: TRACE, spanId: 'b7ad6b7169203331' },
    { traceId: 'mine', spanId: 'b7ad6b7169203331' },
  ]);
  for (const line of lines) expect(line.match(/"traceId"/g)).toHaveLength(1);
});

it('createLog writes the ids of the work that a line is about', () => {
  const traceparent = `00-${TRACE}-b7ad6b7169203331-00`;
  expect(toLogIds({ runId: 'r', correlationId: 'c', traceparent })).toEqual({
    runId: 'r',
    correlationId: 'c',
    traceId: TRACE,
  });
  expect(toLogIds({ correlationId: 'c' })).toEqual({ correlationId: 'c' });
});
