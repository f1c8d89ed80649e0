import type { CheckResult } from '@ag06/store';

interface Verdict {
  readonly sign: RegExp;
  readonly code: string;
  readonly found: string;
  readonly remedy: string;
}

/** Problems that waiting does not mend, recognised by the code or the message of the error. */
const VERDICTS: readonly Verdict[] = [
  {
    sign: /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_|ALTNAME_INVALID|self-signed certificate|unable to verify/,
    code: 'BROKER_CERTIFICATE_REFUSED',
    found: "the broker's certificate is not trusted",
    remedy:
      'Name the authority that signed it with ?ca=<file> in AG06_BROKER_URL, and use the name that it is for.',
  },
  {
    sign: /WRONG_VERSION_NUMBER|EPROTO|packet length too long/,
    code: 'BROKER_SPEAKS_NO_TLS',
    found: 'the broker does not speak TLS on this port',
    remedy: 'Use redis:// without the second s, or the TLS port, in AG06_BROKER_URL.',
  },
  {
    sign: /DB index is out of range|invalid DB index|SELECT is not allowed/,
    code: 'BROKER_DATABASE_MISSING',
    found: 'the broker does not have the database whose number AG06_BROKER_URL names',
    remedy: 'Name one that it has (redis://host/0), or raise `databases` in its redis.conf.',
  },
  {
    sign: /without any password configured|no password is set/,
    code: 'BROKER_LOGIN_REFUSED',
    found: 'the broker knows no password, and AG06_BROKER_URL names one',
    remedy:
      'See that it is the server that you mean; then set its password, or leave it out of AG06_BROKER_URL.',
  },
  {
    sign: /\b(WRONGPASS|NOAUTH|invalid username-password|invalid password)\b/,
    code: 'BROKER_LOGIN_REFUSED',
    found: 'the broker refuses the login',
    remedy: 'Put user and password into AG06_BROKER_URL: redis://user:password@host.',
  },
  {
    sign: /cluster support disabled/,
    code: 'BROKER_IS_NO_CLUSTER',
    found: 'the broker is no Cluster',
    remedy: 'Use redis:// in AG06_BROKER_URL.',
  },
];

/** Returns the problem behind an error that waiting does not mend; undefined if the error may pass. */
export function judgeConnectionError(error: Error): CheckResult | undefined {
  const refused = findRefused(error.message);
  if (refused !== undefined) return toPermissionProblem(refused, error.message);
  const code = 'code' in error ? String(error.code) : '';
  const verdict = VERDICTS.find(({ sign }) => sign.test(code) || sign.test(error.message));
  if (verdict === undefined) return undefined;
  const { sign: _, found, ...rest } = verdict;
  return { check: 'connection', is: 'problem', ...rest, found: `${found} (${error.message})` };
}

/** Returns what an access list forbids, as Redis names it; undefined if the error is about something else. */
function findRefused(message: string): 'keys' | 'channels' | { readonly command: string } | undefined {
  if (/can't access at least one of the keys|no permissions to access .*\bkeys?\b/i.test(message))
    return 'keys';
  if (/can't access at least one of the channels|no permissions to access .*\bchannels?\b/i.test(message)) {
    return 'channels';
  }
  if (!/NOPERM|can't run this command/.test(message)) return undefined;
  // Redis does not name the command inside a script, so our scripts append it in brackets.
  const command = /'([^']+)' command/.exec(message)?.[1] ?? /\(([A-Z]+)\)$/.exec(message)?.[1];
  return { command: command ?? 'that one of our scripts calls' };
}

const GRANTS = { keys: '~*', channels: '&*' } as const;
const ALL = 'All that is needed: ACL SETUSER <user> ~* &* +@all -@admin +config|get.';

function toPermissionProblem(
  refused: NonNullable<ReturnType<typeof findRefused>>,
  message: string,
): CheckResult {
  const [what, grant] =
    typeof refused === 'string'
      ? [`all ${refused}`, GRANTS[refused]]
      : [`the command ${refused.command.toUpperCase()}`, `+${refused.command.toLowerCase()}`];
  return {
    check: 'connection',
    is: 'problem',
    code: 'BROKER_PERMISSION_MISSING',
    found: `the user of the broker may not use ${what}, and must (${message})`,
    remedy: `Grant it: ACL SETUSER <user> ${grant}. ${ALL}`,
  };
}
