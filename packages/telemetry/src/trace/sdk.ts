import { DiagLogLevel, diag, ProxyTracerProvider, trace } from '@opentelemetry/api';
import {
  defaultResource,
  envDetector,
  hostDetector,
  processDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';
import { createDiagnostics } from './diagnostics.ts';
import { EntrySampler } from './entry-sampler.ts';
import { readSampler } from './read-sampler.ts';
import type { TracingOptions } from './tracing-options.ts';
import { nameWorkerSpans } from './worker-spans.ts';

/** Registers spans and nothing else. Loading it takes half a second, so it is only imported if tracing is on. */
export function startSdk(options: TracingOptions): NodeSDK {
  const { service, version, instance, env, log } = options;
  const diagnostics = createDiagnostics(log);
  const detectors = [processDetector, hostDetector, envDetector];
  const sdk = new NodeSDK({
    // The environment, which the detectors read, overrides these.
    resource: defaultResource().merge(
      resourceFromAttributes({
        [ATTR_SERVICE_NAME]: service,
        [ATTR_SERVICE_VERSION]: version,
        [ATTR_SERVICE_INSTANCE_ID]: instance,
      }),
    ),
    ...(env.OTEL_NODE_RESOURCE_DETECTORS === undefined && { resourceDetectors: detectors }),
    sampler: new EntrySampler(readSampler(env, (problem) => log.warn({}, problem))),
    metricReaders: [],
    logRecordProcessors: [],
  });
  // After the constructor, which installs a logger that writes to the console.
  diag.setLogger(diagnostics, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  sdk.start();
  if (options.workerService !== undefined) nameWorkers(service, options.workerService);
  return sdk;
}

/** Unless the environment names the whole process. */
function nameWorkers(service: string, workerService: string): void {
  const provider = trace.getTracerProvider();
  if (!(provider instanceof ProxyTracerProvider)) return;
  const workers = resourceFromAttributes({ [ATTR_SERVICE_NAME]: workerService });
  provider.setDelegate(
    nameWorkerSpans(provider.getDelegate(), (own) =>
      own.attributes[ATTR_SERVICE_NAME] === service ? own.merge(workers) : own,
    ),
  );
}
