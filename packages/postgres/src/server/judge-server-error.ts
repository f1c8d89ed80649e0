import { Refusal } from '@ag06/contracts/error';
import { errorCode, toError } from '../error-code.ts';

interface Verdict {
  /** In the SQLSTATE or code of the error, or in its message. */
  readonly sign: RegExp;
  readonly code: string;
  readonly found: string;
  readonly remedy: string;
}

/** Errors that do not pass by waiting. */
const VERDICTS: readonly Verdict[] = [
  {
    sign: /^(28|3D000|42501)|SASL|password must be a string/,
    code: 'DATABASE_REFUSED',
    found: 'PostgreSQL does not let us in',
    remedy: 'Check user, password and database in AG06_BROKER_URL, and that the user may use the database',
  },
  {
    sign: /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_|ALTNAME_INVALID|self-signed certificate|unable to verify/,
    code: 'BROKER_CERTIFICATE_REFUSED',
    found: "the server's certificate is not trusted",
    remedy:
      'Name the authority that signed it with sslrootcert=<file> in AG06_BROKER_URL, and use the host name that it is for; sslmode=no-verify trusts any',
  },
  {
    sign: /does not support SSL|WRONG_VERSION_NUMBER/,
    code: 'BROKER_SPEAKS_NO_TLS',
    found: 'the server does not speak TLS',
    remedy: 'Leave sslmode out of AG06_BROKER_URL, or turn TLS on at the server',
  },
  {
    sign: /unsupported startup parameter/,
    code: 'DATABASE_POOLER_UNSUPPORTED',
    found: 'a pooler between us and the server refuses what we ask for',
    remedy:
      'Connect to the server itself, or to a pooler in session mode; leave options= out of AG06_BROKER_URL',
  },
  {
    sign: /^(42704|22023|42601|42602|55P02|55000)$/,
    code: 'DATABASE_OPTIONS_REFUSED',
    found: 'the server refuses the options that we connect with',
    remedy: 'Check options= and the other parameters in AG06_BROKER_URL',
  },
];

/** Returns the refusal of a server error that waiting does not solve; undefined for any other. */
export function judgeServerError(error: unknown): Refusal | undefined {
  const { message } = toError(error);
  const code = errorCode(error) ?? '';
  const verdict = VERDICTS.find(({ sign }) => sign.test(code) || sign.test(message));
  if (verdict === undefined) return undefined;
  const text = `${verdict.found} (${message}). ${verdict.remedy}.`;
  return new Refusal(422, verdict.code, text[0]?.toUpperCase() + text.slice(1), { cause: error });
}
