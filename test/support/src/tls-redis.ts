import { findFreePort } from './free-port.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import { tempDir } from './temp-dir.ts';
import { createTestAuthority } from './test-authority.ts';

/** A Redis that also speaks TLS, with a certificate of an authority that nobody else trusts. */
export interface TlsRedis extends AsyncDisposable {
  /** `rediss://`, without the authority. */
  readonly url: string;
  /** The authority's certificate, for `?ca=`. */
  readonly caFile: string;
  readonly server: RedisServer;
  /** Ends the server; may be called twice, and by `await using`. */
  stop(): Promise<void>;
}

export async function startTlsRedis(): Promise<TlsRedis> {
  const dir = await tempDir('tls');
  const { caFile, certFile, keyFile } = await createTestAuthority(dir.path);
  const port = await findFreePort();
  const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', caFile];
  const args = ['--tls-port', String(port), '--tls-auth-clients', 'no', ...files];
  const server = await startRedis({ args }).catch(async (error: unknown) => {
    await dir.remove();
    throw error;
  });
  const stop = async () => {
    await server.stop();
    await dir.remove();
  };
  return { url: `rediss://127.0.0.1:${port}`, caFile, server, stop, [Symbol.asyncDispose]: stop };
}
