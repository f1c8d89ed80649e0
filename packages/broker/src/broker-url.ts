import { Refusal } from '@ag06/contracts/error';

interface RedisHost {
  readonly host: string;
  readonly port: number;
}

interface Reached {
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** `rediss`: the server's certificate is verified, against the authorities in `caFile` if one is named. */
  readonly isTls: boolean;
  readonly caFile: string | undefined;
}

/** Where a Redis is, and how to reach it. */
export type RedisAddress = Reached &
  (
    | { readonly kind: 'single'; readonly host: RedisHost; readonly db: number }
    | { readonly kind: 'cluster'; readonly hosts: readonly RedisHost[] }
    | {
        readonly kind: 'sentinel';
        readonly hosts: readonly RedisHost[];
        readonly name: string;
        readonly db: number;
      }
  );

const REDIS_PORT = 6_379;
const SENTINEL_PORT = 26_379;
const LIKE =
  'redis://host:6379, rediss://host:6379, redis+cluster://host:6379,host:6379 or redis+sentinel://host:26379,host:26379/name';
/** The usual parser of URLs accepts neither several hosts nor several ports. */
const URL_PARTS =
  /^(?<scheme>rediss?)(?:\+(?<kind>cluster|sentinel))?:\/\/(?:(?<login>[^/?#]*)@)?(?<hosts>[^@/?#]+)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/;
const HOST = /^(?<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(?<port>\d{1,5}))?$/;

/**
 * Parses `redis://` and `rediss://` (with TLS), `redis+cluster://` and `redis+sentinel://` with one or more hosts, each
 * also as `rediss+…`. The login is as in any URL; `/2` selects a database, `/name` (or `/name/2`) what a Sentinel
 * watches; `?ca=<file>` names the authorities to trust.
 *
 * @throws Refusal BROKER_URL_UNSUPPORTED; the message never shows the URL, which may hold a password
 */
export function parseBrokerUrl(url: string): RedisAddress {
  const parts = URL_PARTS.exec(url)?.groups;
  // Unencoded, one of these in a password ends the login too early.
  if (/[/?#].*@/.test(url.slice(url.indexOf('://') + 3))) {
    throw refuse('got one of / ? # before an @: in a password, write them as %2F %3F %23');
  }
  if (parts === undefined) throw refuse(`got ${describe(url)}`);
  const { kind, hosts: hostList = '', path = '' } = parts;
  const port = kind === 'sentinel' ? SENTINEL_PORT : REDIS_PORT;
  const hosts = hostList.split(',').map((text) => parseHost(text, port));
  const reached = { ...parseLogin(parts.login), ...parseQuery(parts.scheme === 'rediss', parts.query) };
  const [first, ...others] = hosts;
  if (first === undefined) throw refuse('got no host');
  if (kind === 'cluster') {
    if (path !== '' && path !== '0') throw refuse('got a database, and a cluster has only the first');
    return { ...reached, kind, hosts };
  }
  if (kind === 'sentinel') {
    const [name = '', db = ''] = path.split('/', 2);
    if (name === '') throw refuse('got no name of what the Sentinels watch, which stands behind the hosts');
    return { ...reached, kind, hosts, name: decode(name), db: parseDb(db) };
  }
  if (others.length > 0) throw refuse('got several hosts without +cluster or +sentinel');
  return { ...reached, kind: 'single', host: first, db: parseDb(path) };
}

function parseHost(text: string, defaultPort: number): RedisHost {
  const parts = HOST.exec(text.trim())?.groups;
  const port = Number(parts?.port ?? defaultPort);
  if (parts?.host === undefined || port > 65_535) throw refuse('got a host that is none');
  return { host: parts.host.replace(/^\[|\]$/g, ''), port };
}

function parseDb(text: string): number {
  if (text === '') return 0;
  if (!/^\d{1,5}$/.test(text)) throw refuse('got a database that is no number');
  return Number(text);
}

function parseLogin(login = ''): Pick<Reached, 'username' | 'password'> {
  const colon = login.indexOf(':');
  const [username, password] = colon === -1 ? [login, ''] : [login.slice(0, colon), login.slice(colon + 1)];
  const given = (text: string) => (text === '' ? undefined : decode(text));
  return { username: given(username), password: given(password) };
}

function parseQuery(isTls: boolean, query = ''): Pick<Reached, 'isTls' | 'caFile'> {
  const { ca, ...others } = Object.fromEntries(new URLSearchParams(query));
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refuse(`got the parameter ${unknown}, one other than ca`);
  if (ca !== undefined && !isTls) throw refuse('got ca without TLS: rediss is meant');
  return { isTls, caFile: ca };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse('got a % that begins no encoded character');
  }
}

/** The parts of a URL that may be shown: never a password. */
function describe(url: string): string {
  const scheme = /^([a-z+.-]+):\/\//i.exec(url)?.[1];
  if (scheme === undefined) return 'something that is no URL';
  return /^rediss?(\+(cluster|sentinel))?$/.test(scheme) ? `${scheme}:// without a host` : `${scheme}://…`;
}

const refuse = (found: string): Refusal =>
  new Refusal(422, 'BROKER_URL_UNSUPPORTED', `The broker's URL must look like ${LIKE}; ${found}.`);
