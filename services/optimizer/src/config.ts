import { TUNING_MODES, type TuningMode } from '@ag06/contracts/tuning';
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

/** The environment variables of an optimizer: those of every service, and its mode. */
const Environment = z.object({
  ...SHARED_SETTINGS,
  ...HEALTH_SETTINGS,
  AG06_OPTIMIZER_MODE: z.enum(TUNING_MODES).default('shadow'),
});

export type OptimizerConfig = SharedConfig & HealthConfig & { readonly mode: TuningMode };

/** Reads the settings; all mistakes are reported together. */
export function readConfig(env: EnvironmentVariables): SettingsResult<OptimizerConfig> {
  const read = readSettings(Environment, env);
  if (!read.ok) return read;
  const { AG06_OPTIMIZER_MODE: mode } = read.config;
  return { ok: true, config: { ...toSharedConfig(read.config), ...toHealthConfig(read.config), mode } };
}
