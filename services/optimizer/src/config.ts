import {
  type EnvironmentVariables,
  readSettings,
  type SettingsResult,
  SHARED_SETTINGS,
  type SharedConfig,
  toSharedConfig,
} from '@ag06/service';
import { z } from 'zod';

/** What an optimizer is told by its environment: what every service is told. */
const Environment = z.object(SHARED_SETTINGS);

/** Reads the settings; all mistakes are reported together. */
export function readConfig(env: EnvironmentVariables): SettingsResult<SharedConfig> {
  const read = readSettings(Environment, env);
  return read.ok ? { ok: true, config: toSharedConfig(read.config) } : read;
}
