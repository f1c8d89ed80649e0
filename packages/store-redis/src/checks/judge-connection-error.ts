import type { CheckResult } from '@ag06/store';

interface Verdict {
  readonly sign: RegExp;
  readonly code: string;
  readonly found: string;
  readonly remedy: string;
}

/** What waiting does not mend, by the code or the message of the error. */
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
    sign: /\b(WRONGPASS|NOAUTH|invalid username-password|invalid password)\b/,
    code: 'BROKER_LOGIN_REFUSED',
    found: 'the broker refuses the login',
    remedy: 'Put user and password into AG06_BROKER_URL: redis://user:password@host.',
  },
  {
    sign: /\bNOPERM\b/,
    code: 'BROKER_PERMISSION_MISSING',
    found: 'the user of the broker may not run a command that is needed',
    remedy: 'Grant it: ACL SETUSER <user> ~* &* +@all.',
  },
  {
    sign: /cluster support disabled/,
    code: 'BROKER_IS_NO_CLUSTER',
    found: 'the broker is no Cluster',
    remedy: 'Use redis:// in AG06_BROKER_URL.',
  },
];

export function judgeConnectionError(error: Error): CheckResult | undefined {
  const code = 'code' in error ? String(error.code) : '';
  const verdict = VERDICTS.find(({ sign }) => sign.test(code) || sign.test(error.message));
  if (verdict === undefined) return undefined;
  const { sign: _, found, ...rest } = verdict;
  return { check: 'connection', is: 'problem', ...rest, found: `${found} (${error.message})` };
}
