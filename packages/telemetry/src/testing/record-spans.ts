import { context, trace } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  type Sampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { EntrySampler } from '../trace/entry-sampler.ts';

const exporter = new InMemorySpanExporter();
const parentBased = new ParentBasedSampler({ root: new AlwaysOnSampler() });
let atEntry: Sampler = parentBased;
const sampler: Sampler = {
  shouldSample: (...args) => new EntrySampler(atEntry).shouldSample(...args),
  toString: () => 'of the test',
};

/**
 * Makes spans in this process and keeps them, from now on: tracers keep the first provider that they meet, so there is one
 * for all tests of a file.
 */
export function recordSpans(entrySampler: Sampler = parentBased) {
  atEntry = entrySampler;
  exporter.reset();
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  trace.setGlobalTracerProvider(new TracerProvider({ sampler, spanProcessors }));
  return {
    spans: () => exporter.getFinishedSpans(),
    stop: () => {
      trace.disable();
      context.disable();
    },
  };
}
