/** The servers the tests run on, the first one found on the PATH. */
export const REDIS_BINARIES = ['redis-server', 'valkey-server'] as const;
