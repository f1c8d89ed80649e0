import { describe, expect, it } from '@jest/globals';
import { readYaml } from '../repository.ts';

interface Collector {
  readonly receivers: Readonly<Record<string, { protocols: Readonly<Record<string, { endpoint: string }>> }>>;
  readonly processors: Readonly<Record<string, unknown>>;
  readonly exporters: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<Record<string, Pipeline>>;
  };
}
type Pipeline = Readonly<Record<'receivers' | 'processors' | 'exporters', readonly string[]>>;

const [config] = readYaml('deploy/collector/config.yaml') as readonly [Collector];
const pipelines = Object.values(config.service.pipelines);

describe('the collector', () => {
  it('takes OTLP over HTTP where the services send it', () => {
    expect(config.receivers.otlp?.protocols.http).toEqual({ endpoint: '0.0.0.0:4318' });
  });

  it.each(['receivers', 'processors', 'exporters'] as const)(
    'uses all the %s that it defines, and no other',
    (kind) => {
      const used = new Set(pipelines.flatMap((pipeline) => pipeline[kind]));
      expect([...used].sort()).toEqual(Object.keys(config[kind]).sort());
    },
  );

  it('uses the extensions that it defines', () => {
    expect(config.service.extensions).toEqual(Object.keys(config.extensions));
  });

  it('limits its memory first and batches last', () => {
    for (const { processors } of pipelines) {
      expect(processors[0]).toBe('memory_limiter');
      expect(processors.at(-1)).toBe('batch');
    }
  });

  it('sends traces to Jaeger', () => {
    expect(config.service.pipelines.traces?.exporters).toEqual(['otlp/jaeger']);
    expect(config.exporters['otlp/jaeger']).toMatchObject({ endpoint: '${env:JAEGER_ENDPOINT}' });
  });
});
