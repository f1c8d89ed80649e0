import type { Outage } from './outage.ts';

/** An error that was seen, and whether it passes. `terminal`: no waiting mends it. */
type KnownError = readonly [verdict: Outage | 'terminal', error: Error];

const withCode = (code: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { code, ...more });

const named = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });

const reply = (message: string, more: object = {}): Error => named('ReplyError', message, more);

/** Errors on the way to a server of any kind. */
const OF_THE_WAY: readonly KnownError[] = [
  ['away', withCode('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432')],
  ['away', withCode('ECONNRESET', 'read ECONNRESET')],
  ['away', withCode('EPIPE', 'write EPIPE')],
  ['away', withCode('EADDRNOTAVAIL', 'connect EADDRNOTAVAIL')],
  ['away', withCode('EMFILE', 'connect EMFILE')],
  ['away', withCode('ENETRESET', 'read ENETRESET')],
  ['away', withCode('EAI_AGAIN', 'getaddrinfo EAI_AGAIN host')],
  ['away', withCode('EAI_FAIL', 'getaddrinfo EAI_FAIL host')],
  ['away', withCode('ENOTFOUND', 'getaddrinfo ENOTFOUND host')],
  ['away', withCode('ENOENT', 'connect ENOENT /run/x/.s.PGSQL.5432', { syscall: 'connect' })],
  ['away', withCode('EPROTO', 'write EPROTO 0:error:0A000438:SSL routines:tlsv1 alert internal error')],
  ['away', withCode('CERT_HAS_EXPIRED', 'certificate has expired')],
  ['away', withCode('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate')],
  ['away', withCode('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain')],
  ['away', withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate')],
  ['away', new Error('Client network socket disconnected before secure TLS connection was established')],
  ['terminal', withCode('ENOENT', 'open ENOENT /etc/x', { syscall: 'open' })],
  ['terminal', new TypeError("Cannot read properties of undefined (reading 'x')")],
  ['terminal', new Error('Nobody has seen this before')],
];

export const KNOWN_POSTGRES_ERRORS: readonly KnownError[] = [
  ...OF_THE_WAY,
  ['full', withCode('53100', 'could not extend file')],
  ['full', withCode('53200', 'out of memory')],
  ['away', withCode('XX000', 'Max client connections reached')],
  ['away', withCode('XX000', "Couldn't connect to compute node")],
  ['away', withCode('XX000', 'tuple concurrently updated')],
  ['away', withCode('08006', 'connection failure')],
  ['away', withCode('25006', 'cannot execute INSERT in a read-only transaction')],
  ['away', withCode('57P01', 'terminating connection due to administrator command')],
  ['away', withCode('57P03', 'the database system is starting up')],
  ['away', withCode('40P01', 'deadlock detected')],
  ['away', withCode('53300', 'sorry, too many clients already')],
  ['away', withCode('55P03', 'canceling statement due to lock timeout')],
  ['away', withCode('57014', 'canceling statement due to statement timeout')],
  ['away', withCode('58030', 'could not read block')],
  ['away', withCode('28P01', 'password authentication failed for user "ag06"')],
  ['away', withCode('3D000', 'database "ag06" does not exist')],
  ['away', withCode('55000', 'database "ag06" is not currently accepting connections')],
  ['away', withCode('26000', 'unnamed prepared statement does not exist')],
  ['away', new Error('The server does not support SSL connections')],
  ['away', new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string')],
  ['away', new Error('Connection terminated unexpectedly')],
  ['away', new Error('Query read timeout')],
  ['away', new Error('Cannot use a pool after calling end on the pool')],
  ['away', new Error('PGlite is closed')],
  ['terminal', withCode('XX000', 'invalid memory alloc request size 1073741824')],
  ['terminal', withCode('XX001', 'could not read block 0')],
  ['terminal', withCode('22P02', 'invalid input syntax for type json')],
  ['terminal', withCode('42501', 'permission denied for table job')],
  ['terminal', withCode('42P01', 'relation "job" does not exist')],
  ['terminal', withCode('23505', 'duplicate key value violates unique constraint')],
  ['terminal', withCode('0A000', 'something that nobody has heard of')],
  ['terminal', withCode('55000', 'record "x" is not assigned yet')],
  ['terminal', withCode('54000', 'total size of jsonb array elements exceeds the maximum')],
];

export const KNOWN_REDIS_ERRORS: readonly KnownError[] = [
  ...OF_THE_WAY,
  ['full', reply("OOM command not allowed when used memory > 'maxmemory'.")],
  [
    'full',
    reply('EXECABORT Transaction discarded because of previous errors.', {
      previousErrors: [reply("OOM command not allowed when used memory > 'maxmemory'.")],
    }),
  ],
  ['away', reply('LOADING Redis is loading the dataset in memory')],
  ['away', reply("READONLY You can't write against a read only replica. script: 1f, on @user_script:1.")],
  ['away', reply('CLUSTERDOWN The cluster is down')],
  ['away', reply('TRYAGAIN Multiple keys request during rehashing of slot')],
  ['away', reply('BUSY Redis is busy running a script')],
  ['away', reply('NOSCRIPT No matching script. Please use EVAL.')],
  ['away', reply('ERR Function not found')],
  ['away', reply('ERR max number of clients reached')],
  ['away', reply('DENIED Redis is running in protected mode')],
  ['away', reply('NOAUTH Authentication required.')],
  ['away', reply('WRONGPASS invalid username-password pair')],
  ['away', reply("NOPERM User ag06 has no permissions to run the 'hset' command")],
  ['away', new Error('Connection is closed.')],
  ['away', new Error('Command timed out')],
  ['away', new Error('Too many Cluster redirections. Last error: …')],
  ['away', named('AbortError', 'Command aborted due to connection close')],
  ['away', named('MaxRetriesPerRequestError', 'Reached the max retries per request limit')],
  ['away', named('ClusterAllFailedError', 'Failed to refresh slots cache.')],
  ['terminal', reply('WRONGTYPE Operation against a key holding the wrong kind of value')],
  ['terminal', reply("CROSSSLOT Keys in request don't hash to the same slot")],
  ['terminal', reply('ERR wrong number of arguments script: f, on @user_function:9.')],
  ['terminal', reply('ERR something that nobody has heard of')],
];
