import { chmod, chown } from 'node:fs/promises';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { tempDir } from './temp-dir.ts';
import { createTestAuthority } from './test-authority.ts';
import { unprivilegedUser } from './unprivileged-user.ts';

/** A PostgreSQL that also speaks TLS, with a certificate of an authority that nobody else trusts. */
export interface TlsPostgres extends AsyncDisposable {
  /** Without `sslmode`. */
  readonly url: string;
  /** The authority's certificate, for `sslrootcert=`. */
  readonly caFile: string;
  readonly server: PostgresServer;
  /** Ends the server; may be called twice, and by `await using`. */
  stop(): Promise<void>;
}

export async function startTlsPostgres(): Promise<TlsPostgres> {
  const dir = await tempDir('tls-postgres');
  const { caFile, certFile, keyFile } = await createTestAuthority(dir.path);
  // PostgreSQL refuses a key that others may read, and one that is not its user's.
  const user = unprivilegedUser();
  await chmod(keyFile, 0o600);
  if (user !== undefined)
    await Promise.all([dir.path, certFile, keyFile].map((path) => chown(path, user.uid, user.gid)));
  const files = ['-c', `ssl_cert_file=${certFile}`, '-c', `ssl_key_file=${keyFile}`];
  const server = await startPostgres({ args: ['-c', 'ssl=on', ...files] }).catch(async (error: unknown) => {
    await dir.remove();
    throw error;
  });
  const stop = async () => {
    await server.stop();
    await dir.remove();
  };
  return { url: server.url, caFile, server, stop, [Symbol.asyncDispose]: stop };
}
