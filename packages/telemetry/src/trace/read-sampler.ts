import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Creates the sampler of `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`; by default `parentbased_always_on`, as in
 * OpenTelemetry. Values that cannot be read are reported to `complain` and ignored.
 */
export function readSampler(env: Environment, complain: (problem: string) => void): Sampler {
  const name = env.OTEL_TRACES_SAMPLER?.trim() || 'parentbased_always_on';
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(readRatio(env, complain));
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(readRatio(env, complain)) });
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    default:
      complain(
        `OTEL_TRACES_SAMPLER: expected one of OpenTelemetry's samplers, got "${name}"; all is sampled.`,
      );
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
  }
}

function readRatio({ OTEL_TRACES_SAMPLER_ARG: text = '' }: Environment, complain: (problem: string) => void) {
  const ratio = text.trim() === '' ? Number.NaN : Number(text);
  if (ratio >= 0 && ratio <= 1) return ratio;
  complain(`OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1, got "${text}"; all is sampled.`);
  return 1;
}
