import { trace } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  type Sampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

const exporter = new InMemorySpanExporter();
const parentBased = new ParentBasedSampler({ root: new AlwaysOnSampler() });
let current: Sampler = parentBased;
const sampler: Sampler = {
  shouldSample: (...args) => current.shouldSample(...args),
  toString: () => String(current),
};

/**
 * Makes spans in this process and keeps those that have ended from now on. Tracers keep the first provider that they meet,
 * so there is one for all tests of a file.
 */
export function recordSpans(wanted: Sampler = parentBased) {
  current = wanted;
  exporter.reset();
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  trace.setGlobalTracerProvider(new TracerProvider({ sampler, spanProcessors }));
  return { spans: () => exporter.getFinishedSpans(), stop: () => trace.disable() };
}
