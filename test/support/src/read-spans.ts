interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A span as it came over the wire. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly SpanLink[];
  /** Of the process: its `service.name`, `service.instance.id` and so on. */
  readonly resource: Readonly<Record<string, unknown>>;
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}
type Attributes = readonly { readonly key: string; readonly value: Value }[];
interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code?: number };
  readonly attributes?: Attributes;
  readonly links?: readonly { traceId: string; spanId: string; attributes?: Attributes }[];
}
interface Request {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: Attributes };
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

const KINDS = ['INTERNAL', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const ERROR = 2;

/** The spans of one export request of OTLP in JSON. */
export function readSpans(body: string): ReceivedSpan[] {
  const { resourceSpans = [] } = JSON.parse(body) as Request;
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const about = toRecord(resource?.attributes);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => toReceived(span, about)));
  });
}

function toReceived(span: WireSpan, resource: ReceivedSpan['resource']): ReceivedSpan {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    name: span.name,
    kind: KINDS[span.kind] ?? 'INTERNAL',
    startedAt: Number(BigInt(span.startTimeUnixNano) / 1_000n) / 1_000,
    endedAt: Number(BigInt(span.endTimeUnixNano) / 1_000n) / 1_000,
    isError: span.status?.code === ERROR,
    attributes: toRecord(span.attributes),
    links: (span.links ?? []).map((link) => ({ ...link, attributes: toRecord(link.attributes) })),
    resource,
  };
}

const toRecord = (attributes: Attributes = []): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, toValue(value)]));

function toValue({ stringValue, intValue, doubleValue, boolValue }: Value): unknown {
  return stringValue ?? (intValue === undefined ? undefined : Number(intValue)) ?? doubleValue ?? boolValue;
}
