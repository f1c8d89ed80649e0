import { type Context, TraceFlags, trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace';
import { ENTRY } from './entry.ts';

const SAMPLED: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const DROPPED: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

/**
 * Asks the configured sampler only where work enters the fleet. All other spans keep that decision: children of a
 * sampled span are made, and a span without a parent belongs to no run. So an unsampled run has no spans at all, not
 * even those of an agent or a library.
 */
export class EntrySampler implements Sampler {
  readonly #atEntry: Sampler;

  constructor(atEntry: Sampler) {
    this.#atEntry = atEntry;
  }

  shouldSample(context: Context, ...rest: Tail<Parameters<Sampler['shouldSample']>>): SamplingResult {
    if (context.getValue(ENTRY) !== undefined) return this.#atEntry.shouldSample(context, ...rest);
    const parent = trace.getSpanContext(context);
    return parent !== undefined && (parent.traceFlags & TraceFlags.SAMPLED) > 0 ? SAMPLED : DROPPED;
  }

  toString(): string {
    return `EntrySampler{${this.#atEntry}}`;
  }
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;
