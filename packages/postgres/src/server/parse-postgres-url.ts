import { readFileSync } from 'node:fs';
import { Refusal } from '@ag06/contracts/error';
import type { ClientConfig } from 'pg';

const LIKE = 'postgres://user:password@host:5432/database';
/** Login, hosts, path and query. No part contains a raw `@`, `/`, `?` or `#`. */
const URL_PARTS =
  /^postgres(?:ql)?:\/\/(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?(?<host>\[[0-9a-f:.]+\]|[^:@/?#,]*)(?::(?<port>\d*))?(?:\/(?<database>[^@/?#]*))?(?:\?(?<query>[^#]*))?$/i;

/** Parameters that the client handles itself, by libpq's names. */
const HANDED_ON: ReadonlySet<string> = new Set([
  ...['application_name', 'fallback_application_name', 'client_encoding', 'sslnegotiation'],
  ...['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'],
]);
/** Parameters in URLs of hosted servers that change nothing here. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  ...['connect_timeout', 'keepalives', 'gssencmode', 'target_session_attrs', 'channel_binding'],
]);
/** Wrong names of parameters that people use, with the right ones. */
const MEANT: Readonly<Record<string, string>> = {
  ca: 'write sslrootcert=<file>&sslmode=verify-full',
  schema: 'leave it out: the schemas are ag06 and bullmq',
  search_path: 'leave it out: the schemas are ag06 and bullmq',
  currentSchema: 'leave it out: the schemas are ag06 and bullmq',
  ssl: 'write sslmode=verify-full, or sslmode=no-verify',
  pgbouncer: 'leave it out; a pooler must keep sessions',
  pool_max: 'set AG06_POSTGRES_CONNECTIONS',
  connection_limit: 'set AG06_POSTGRES_CONNECTIONS',
};
const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/**
 * Reads `postgres://user:password@host:port/database?…` with libpq's parameters; others are refused by name. `sslmode`
 * verifies the certificate unless it is `no-verify` or `disable`.
 *
 * @throws Refusal BROKER_URL_UNSUPPORTED, BROKER_CA_UNREADABLE; the message never shows the URL, which may hold a
 * password
 */
export function parsePostgresUrl(url: string): ClientConfig {
  const parts = URL_PARTS.exec(url)?.groups;
  if (parts === undefined) throw refuse(`got something else. ${whyUnreadable(url)}`);
  const { user, password, host, port, database } = parts;
  const query = new URLSearchParams(parts.query ?? '');
  const given = (key: string, text: string | undefined) =>
    text === undefined || text === '' ? {} : { [key]: decode(text) };
  return {
    ...given('user', query.get('user') ?? user),
    ...given('password', query.get('password') ?? password),
    ...given('host', (query.get('host') ?? host)?.replace(/^\[|\]$/g, '')),
    ...toPort(query.get('port') ?? port),
    ...given('database', query.get('dbname') ?? database),
    ...readParameters(query),
  };
}

const READ_ABOVE: ReadonlySet<string> = new Set(['user', 'password', 'host', 'port', 'dbname']);
const READ_BELOW: ReadonlySet<string> = new Set(['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'options']);

function readParameters(query: URLSearchParams): ClientConfig {
  const config: Record<string, unknown> = {};
  for (const [name, value] of query) {
    if (HANDED_ON.has(name)) config[name] = value;
    else if (!WITHOUT_EFFECT.has(name) && !READ_ABOVE.has(name) && !READ_BELOW.has(name)) throw unknown(name);
  }
  const options = query.get('options');
  if (options !== null) config.options = options;
  const ssl = readSsl(query);
  if (ssl !== undefined) config.ssl = ssl;
  return config;
}

function readSsl(query: URLSearchParams): ClientConfig['ssl'] {
  const [mode, ca, cert, key] = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'].map((name) =>
    query.get(name),
  );
  if (mode !== null && mode !== undefined && !SSL_MODES.includes(mode)) {
    throw refuse(`got an sslmode that is none of ${SSL_MODES.join(', ')}`);
  }
  if (mode === 'disable') return false;
  if (!mode && !ca && !cert && !key) return undefined;
  return {
    ...(ca && ca !== 'system' && { ca: readFile('sslrootcert', ca) }),
    ...(cert && { cert: readFile('sslcert', cert) }),
    ...(key && { key: readFile('sslkey', key) }),
    ...(mode === 'no-verify' && { rejectUnauthorized: false }),
  };
}

function readFile(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const message = `The file ${file} cannot be read. Check ${parameter}= in AG06_BROKER_URL.`;
    throw new Refusal(422, 'BROKER_CA_UNREADABLE', message, { cause });
  }
}

function toPort(text: string | undefined): { port?: number } {
  if (text === undefined || text === '') return {};
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw refuse('got a port that is none');
  return { port };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse('got a % that begins no encoded character: write % as %25');
  }
}

/** Returns why a URL cannot be read. The usual reason is an unescaped password. */
function whyUnreadable(url: string): string {
  if (!url.includes('@')) return 'Check its host and port';
  return 'If the password holds one of @ : / ? # %, write it as %40 %3A %2F %3F %23 %25';
}

function unknown(name: string): Refusal {
  const meant = Object.hasOwn(MEANT, name) ? ` (${MEANT[name]})` : '';
  const known = [...READ_BELOW, ...HANDED_ON].join(', ');
  return refuse(`got the parameter ${name}, which is none${meant}. There are ${known}`);
}

const refuse = (found: string): Refusal =>
  new Refusal(422, 'BROKER_URL_UNSUPPORTED', `AG06_BROKER_URL must look like ${LIKE}; ${found}.`);
