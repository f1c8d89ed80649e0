import { Refusal } from '@ag06/contracts';

/** Which database a connection URL asks for. */
type BackendTarget =
  | { readonly kind: 'redis'; readonly url: string }
  | { readonly kind: 'postgres'; readonly url: string }
  /** Without a folder nothing is kept. */
  | { readonly kind: 'embedded'; readonly folder: string | undefined };

const DEFAULT_FOLDER = '.ag06';
const MEMORY = ':memory:';

/**
 * @param url `redis://…` and its kin, `postgres://…`, `embedded:[folder]`, `embedded::memory:`
 * @throws Refusal BROKER_URL_UNSUPPORTED, BROKER_URL_MALFORMED; the message never shows the URL, which may hold a password
 */
export function parseBackendUrl(url: string): BackendTarget {
  if (/\p{Cc}/u.test(url)) {
    const message =
      'AG06_BROKER_URL has a control character in it, such as a line break or a tab: write it again.';
    throw new Refusal(422, 'BROKER_URL_MALFORMED', message);
  }
  const scheme = /^([a-z+]+):/i.exec(url)?.[1]?.toLowerCase() ?? '';
  switch (scheme) {
    case 'redis':
    case 'rediss':
    case 'redis+cluster':
    case 'redis+sentinel':
      return { kind: 'redis', url };
    case 'postgres':
    case 'postgresql':
      return { kind: 'postgres', url };
    case 'embedded':
      return { kind: 'embedded', folder: toFolder(url.slice('embedded:'.length)) };
    default: {
      const found = scheme === '' ? 'something that is no URL' : `${scheme}:…`;
      const known = 'redis://host:6379, postgres://user@host:5432/database, or embedded:[folder]';
      const message = `AG06_BROKER_URL must look like ${known}, got ${found}.`;
      throw new Refusal(422, 'BROKER_URL_UNSUPPORTED', message);
    }
  }
}

function toFolder(path: string): string | undefined {
  if (path === MEMORY) return undefined;
  return path === '' ? DEFAULT_FOLDER : path;
}
