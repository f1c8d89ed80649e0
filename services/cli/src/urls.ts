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
  return urls.length > 0 ? urls : [`http://${toUrlHost(readHost(env))}:${readPort(env)}`];
}

/** Returns the port that a dispatcher with this environment listens on; 0: any free one. Throws `UsageError`. */
export function readPort({ AG06_HTTP_PORT }: Environment): number {
  const text = AG06_HTTP_PORT || DEFAULT_PORT;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`AG06_HTTP_PORT takes a number from 0 to 65535, got "${text}".`);
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
