export type { EndSignal, ProcessExit } from './child-process.ts';
export { type FaultProxy, startProxy } from './fault-proxy.ts';
export { findFreePort } from './free-port.ts';
export { isGone } from './is-gone.ts';
export { createRandom, type Random } from './random.ts';
export { type RedisOptions, type RedisServer, startRedis } from './redis-server.ts';
export { type ProcessOptions, type ServiceProcess, startProcess } from './service-process.ts';
export { type TempDir, tempDir } from './temp-dir.ts';
export { type UntilOptions, until } from './until.ts';
