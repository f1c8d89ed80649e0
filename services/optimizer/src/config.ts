import {
  type EnvironmentVariables,
  HEALTH_SETTINGS,
  type HealthConfig,
  readSettings,
  type SettingsResult,
  SHARED_SETTINGS,
  type SharedConfig,
  toHealthConfig,
  toSharedConfig,
} from '@ag06/service-host';
import { z } from 'zod';

/** The environment variables of an optimizer, which are those of every service. */
const Environment = z.object({ ...SHARED_SETTINGS, ...HEALTH_SETTINGS });

export type OptimizerConfig = SharedConfig & HealthConfig;

/** Reads the settings; all mistakes are reported together. */
export function readConfig(env: EnvironmentVariables): SettingsResult<OptimizerConfig> {
  const read = readSettings(Environment, env);
  if (!read.ok) return read;
  return { ok: true, config: { ...toSharedConfig(read.config), ...toHealthConfig(read.config) } };
}
