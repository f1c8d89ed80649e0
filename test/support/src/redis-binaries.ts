import { findOnPath } from './find-on-path.ts';

/** The servers the tests run on, the first one found on the PATH. */
export const REDIS_BINARIES = ['redis-server', 'valkey-server'] as const;

/** Its path; throws an error that says how to install one. */
export function requireRedisBinary(): string {
  const binary = findOnPath(REDIS_BINARIES);
  if (binary !== undefined) return binary;
  throw new Error(
    `Neither ${REDIS_BINARIES.join(' nor ')} is on the PATH. Run: sudo apt-get install -y redis-server`,
  );
}
