export { Autoscaler, type AutoscalerOptions, type ScaleAnswer } from './autoscaler.ts';
export { buildBundles, type SourceEdit } from './bundle/build-bundles.ts';
export { BUNDLES } from './bundle/bundle-folder.ts';
export { COMPILED, findBundle } from './bundle/find-bundle.ts';
export { type Child, type EndSignal, type ProcessExit, startChild } from './child-process.ts';
export { childrenOf } from './children-of.ts';
export { CHROMIUM_BINARIES } from './chromium-binaries.ts';
export { EventStream, type StreamedEvent } from './event-stream.ts';
export { type FaultProxy, startProxy } from './fault-proxy.ts';
export { findOnPath } from './find-on-path.ts';
export { findFreePort } from './free-port.ts';
export { growthOf } from './growth.ts';
export { isGone } from './is-gone.ts';
export { type Crowd, openCrowd } from './open-crowd.ts';
export { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgres-server.ts';
export { processCpuSeconds } from './process-cpu-seconds.ts';
export {
  type PrometheusOptions,
  type PrometheusSample,
  type PrometheusServer,
  startPrometheus,
} from './prometheus-server.ts';
export { installPythonPackage } from './python-package.ts';
export { createRandom, type Random } from './random.ts';
export type { ReceivedSpan, SpanLink } from './read-spans.ts';
export { recordSpans } from './record-spans.ts';
export { type ClusterOptions, type FailOver, type RedisCluster, startRedisCluster } from './redis-cluster.ts';
export { type SentinelSetup, startSentinel } from './redis-sentinel.ts';
export { type RedisOptions, type RedisServer, startRedis } from './redis-server.ts';
export { renderTrace } from './render-trace.ts';
export { type S3Server, startS3 } from './s3-server.ts';
export { type ReceivedAnswer, type RequestToSend, sendRequest } from './send-request.ts';
export { type ProcessOptions, type ServiceProcess, startProcess } from './service-process.ts';
export { type Cuttable, startCuttable } from './start-cuttable.ts';
export { type TempDir, tempDir } from './temp-dir.ts';
export { createTestAuthority, type TestAuthority } from './test-authority.ts';
export { startTlsPostgres, type TlsPostgres } from './tls-postgres.ts';
export { startTlsRedis, type TlsRedis } from './tls-redis.ts';
export { startTerminal, type TerminalOptions, type TestTerminal } from './tmux-terminal.ts';
export { type UntilOptions, until } from './until.ts';
export { startUpFleet, type UpFleet, type UpOptions } from './up-fleet.ts';
