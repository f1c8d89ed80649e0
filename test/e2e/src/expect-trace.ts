import { type OtlpReceiver, type ReceivedSpan, renderTrace, until } from '@ag06/test-support';
import { expect } from '@jest/globals';

/** The spans of one trace, as soon as those that a test wants have come, and with them all that they name. */
export async function spansOf(
  receiver: OtlpReceiver,
  traceId: string,
  isComplete: (spans: readonly ReceivedSpan[]) => boolean = hasEnded,
): Promise<readonly ReceivedSpan[]> {
  const ofTrace = () => receiver.spans.filter((span) => span.traceId === traceId);
  const isWhole = () => isComplete(ofTrace()) && findOrphans(ofTrace()).length === 1 && hasLinked(ofTrace());
  await until(isWhole, { message: 'the whole trace to be exported' }).catch((error: unknown) => {
    throw new Error(`${error}\n${renderTrace(ofTrace())}`);
  });
  return ofTrace();
}

/** Whether the last commit of a run of `traced` has come. */
const hasEnded = (spans: readonly ReceivedSpan[]): boolean =>
  spans.some(({ name, attributes }) => name === 'commit' && attributes['ag06.step.id'] === 'join');

/** Whether the worker of `trace.*` took all steps of its stretch under one job. */
export const goesOnByItself = (spans: readonly ReceivedSpan[]) =>
  ['c', 'd', 'call'].every((step) =>
    spans.some(
      ({ attributes }) => attributes['ag06.step.id'] === step && attributes['ag06.step.eager'] === true,
    ),
  );

function hasLinked(spans: readonly ReceivedSpan[]): boolean {
  const known = new Set(spans.map(({ spanId }) => spanId));
  return spans.every(({ links }) => links.every(({ spanId }) => known.has(spanId)));
}

/** Those whose parent did not come: at most the first of a trace has one, at its caller. */
export function findOrphans(spans: readonly ReceivedSpan[]): readonly ReceivedSpan[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentSpanId }) => !known.has(parentSpanId));
}

/** The one span that matches; all attributes given are compared. */
export function only(
  spans: readonly ReceivedSpan[],
  name: string,
  attributes: Readonly<Record<string, unknown>> = {},
): ReceivedSpan {
  const found = spans.filter(
    (span) =>
      span.name === name &&
      Object.entries(attributes).every(([key, value]) => span.attributes[key] === value),
  );
  const [first] = found;
  if (found.length === 1 && first !== undefined) return first;
  throw new Error(`${found.length} spans ${name} ${JSON.stringify(attributes)}:\n${renderTrace(spans)}`);
}

export function expectChild(child: ReceivedSpan, parent: ReceivedSpan): void {
  expect([child.name, child.parentSpanId]).toEqual([child.name, parent.spanId]);
  expect(child.startedAt).toBeGreaterThanOrEqual(parent.startedAt - 1);
}

/** Hangs below the root and is linked to what led to it. */
export function expectLinked(
  span: ReceivedSpan,
  root: ReceivedSpan,
  linked: ReceivedSpan,
  reason: string,
): void {
  expect(span.parentSpanId).toBe(root.spanId);
  expect(span.links).toMatchObject([
    { traceId: span.traceId, spanId: linked.spanId, attributes: { 'ag06.link.reason': reason } },
  ]);
}
