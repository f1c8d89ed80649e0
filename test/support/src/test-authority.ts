import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const openssl = (args: readonly string[]) => promisify(execFile)('openssl', args);

/** Files of a throw-away authority and of a certificate that it gave to 127.0.0.1 and localhost, valid for a day. */
interface TestAuthority {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Needs `openssl` on the PATH. */
export async function createTestAuthority(dir: string): Promise<TestAuthority> {
  const path = (name: string) => join(dir, name);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await writeFile(path('san.cnf'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  await openssl([
    ...['req', '-x509', ...newKey, '-days', '1', '-subj', '/CN=AG06 test authority'],
    ...['-keyout', path('ca.key'), '-out', path('ca.pem')],
  ]);
  await openssl([
    ...['req', ...newKey, '-subj', '/CN=127.0.0.1'],
    ...['-keyout', path('server.key'), '-out', path('server.csr')],
  ]);
  await openssl([
    ...['x509', '-req', '-in', path('server.csr'), '-CA', path('ca.pem'), '-CAkey', path('ca.key')],
    ...['-CAcreateserial', '-days', '1', '-extfile', path('san.cnf'), '-out', path('server.pem')],
  ]);
  return { caFile: path('ca.pem'), certFile: path('server.pem'), keyFile: path('server.key') };
}
