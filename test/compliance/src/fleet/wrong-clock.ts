import { fileURLToPath } from 'node:url';

const SHIFT = fileURLToPath(import.meta.resolve('@ag06/test-e2e/shift-clock'));
const HOUR_MS = 3_600_000;

/** The environment of a process whose host has a wrong clock, by so many hours: negative ones are behind. */
export const wrongClock = (hours: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${SHIFT}`,
  AG06_TEST_CLOCK_MS: String(hours * HOUR_MS),
});
