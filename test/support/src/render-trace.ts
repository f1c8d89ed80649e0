import type { ReceivedSpan } from './read-spans.ts';

/** A trace as one reads it in Jaeger: each span below its parent, in the order of their starts. */
export function renderTrace(spans: readonly ReceivedSpan[]): string {
  const known = new Map(spans.map((span) => [span.spanId, span]));
  const from = Math.min(...spans.map(({ startedAt }) => startedAt));
  const ordered = spans.toSorted((a, b) => a.startedAt - b.startedAt);
  const lines: string[] = [];
  const add = (span: ReceivedSpan, depth: number) => {
    lines.push(`${'  '.repeat(depth)}${describe(span, from, known)}`);
    for (const child of ordered) if (child.parentSpanId === span.spanId) add(child, depth + 1);
  };
  for (const span of ordered) if (!known.has(span.parentSpanId)) add(span, 0);
  return lines.join('\n');
}

function describe(span: ReceivedSpan, from: number, known: ReadonlyMap<string, ReceivedSpan>): string {
  const { name, kind, startedAt, endedAt, isError, attributes, links, resource } = span;
  const at = `+${(startedAt - from).toFixed(1)} ms, ${(endedAt - startedAt).toFixed(1)} ms`;
  const facts = Object.entries(attributes)
    .filter(([key]) => FACTS.has(key))
    .map(([key, value]) => `${key.slice('ag06.'.length)}=${value}`);
  const linked = links.map(
    (link) => `~${link.attributes['ag06.link.reason']}~> ${known.get(link.spanId)?.name ?? link.spanId}`,
  );
  const parts = [kind, at, String(resource['service.instance.id']), ...facts, ...linked];
  return `${name}${isError ? ' !' : ''}  [${parts.join(', ')}]`;
}

const FACTS: ReadonlySet<string> = new Set([
  'ag06.step.id',
  'ag06.step.attempt',
  'ag06.step.eager',
  'ag06.lane',
  'ag06.item.index',
  'ag06.queue.wait_ms',
  'ag06.queue.delay_ms',
  'ag06.claim.result',
  'ag06.commit.change',
]);
