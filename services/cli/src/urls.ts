import { toUrlHost } from '@ag06/telemetry';
import { UsageError } from './exit-codes.ts';

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = '4606';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where dispatchers are, in the order in which they are tried: `AG06_URL`, several with commas, each with or without
 * `http://`; else where one listens that is told the same environment. Throws `UsageError`.
 */
export function readUrls(env: Environment): readonly string[] {
  const given = (env.AG06_URL ?? '').split(',').map((text) => text.trim());
  const urls = given.filter((text) => text !== '').map(toUrl);
  return urls.length > 0
    ? urls
    : [`http://${toUrlHost(readHost(env))}:${env.AG06_HTTP_PORT || DEFAULT_PORT}`];
}

/** The address to listen at, or to be reached at from this machine. */
const readHost = (env: Environment): string => {
  const host = env.AG06_HTTP_HOST || DEFAULT_HOST;
  if (host === '0.0.0.0') return DEFAULT_HOST;
  return host === '::' ? '::1' : host;
};

function toUrl(text: string): string {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url.href.replace(/\/+$/, '');
  throw new UsageError(
    `AG06_URL: "${text}" is no address of a dispatcher. Expected http://127.0.0.1:4606, or several with commas.`,
  );
}
