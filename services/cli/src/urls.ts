import { AddressError, parseAddresses } from '@ag06/client';
import { toUrlHost } from '@ag06/telemetry/host-names';
import { UsageError } from './exit-codes.ts';

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = '4606';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the addresses of dispatchers in the order in which they are tried: those of `AG06_URL`, with commas, each
 * with or without `http://`; else the address at which a dispatcher with this environment listens. Throws `UsageError`.
 */
export function readUrls(env: Environment): readonly string[] {
  const urls = parseGiven(env.AG06_URL ?? '');
  return urls.length > 0
    ? urls
    : [`http://${toUrlHost(readHost(env))}:${env.AG06_HTTP_PORT || DEFAULT_PORT}`];
}

/** Returns the address at which a dispatcher with this environment is reached from this machine. */
const readHost = (env: Environment): string => {
  const host = env.AG06_HTTP_HOST || DEFAULT_HOST;
  if (host === '0.0.0.0') return DEFAULT_HOST;
  return host === '::' ? '::1' : host;
};

function parseGiven(text: string): readonly string[] {
  try {
    return parseAddresses(text);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new UsageError(`AG06_URL: ${error.message}`, { cause: error });
  }
}
