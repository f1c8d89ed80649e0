export { announceProcess } from './announce-process.ts';
export { describeSettings } from './describe-settings.ts';
export { HEALTH_SETTINGS, type HealthConfig, openHealth, toHealthConfig } from './health-settings.ts';
export { findUnknownSettings, KNOWN_SETTINGS } from './known-settings.ts';
export { observeBackend } from './observe-backend.ts';
export { openMetrics, type ServiceMetrics } from './open-metrics.ts';
export { prefixSetting } from './prefix-setting.ts';
export { reportBrokenRecords } from './report-broken-records.ts';
export { type RunningService, runService } from './run-service.ts';
export {
  bytesSetting,
  durationSetting,
  type EnvironmentVariables,
  millisecondsSetting,
  readSettings,
  type SettingsResult,
  toNames,
} from './settings.ts';
export {
  LOG_LEVELS,
  SHARED_SETTINGS,
  type SharedConfig,
  toBackendOptions,
  toSharedConfig,
} from './shared-settings.ts';
export { STREAM_SETTINGS, type StreamConfig, toStreamConfig } from './stream-settings.ts';
export { VERSION } from './version.ts';
