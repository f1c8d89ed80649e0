import { TUNING_MODES, type TuningMode } from '@ag06/contracts/tuning';
import {
  durationSetting,
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
export const Environment = z.object({
  ...SHARED_SETTINGS,
  ...HEALTH_SETTINGS,
  AG06_OPTIMIZER_MODE: z.enum(TUNING_MODES).default('shadow'),
  /** From the decision to start a worker until it takes work. */
  AG06_OPTIMIZER_BOOT: durationSetting.default(30_000),
});

/** How the leading optimizer decides. */
export interface OptimizerSettings {
  /** About agents of which nobody says anything. */
  readonly mode: TuningMode;
  /** Seconds from the decision to start a worker until it takes work. */
  readonly bootSeconds: number;
}

export type OptimizerConfig = SharedConfig & HealthConfig & OptimizerSettings;

/** What its environment may say: the schema of each variable. */
export const SETTINGS = Environment.shape;

/** Reads the settings; all mistakes are reported together. */
export function readConfig(env: EnvironmentVariables): SettingsResult<OptimizerConfig> {
  const read = readSettings(Environment, env);
  if (!read.ok) return read;
  const { AG06_OPTIMIZER_MODE: mode, AG06_OPTIMIZER_BOOT: bootMs } = read.config;
  const settings = { mode, bootSeconds: bootMs / 1_000 };
  return {
    ok: true,
    config: { ...toSharedConfig(read.config), ...toHealthConfig(read.config), ...settings },
  };
}
