import type { Caller } from './options.ts';

/** Names that stand in a tag as they are: a tag has at most 64 characters. */
const PLAIN = /^[\w.@+-]{1,58}$/;

/** The tag of the runs of a tenant. Callers cannot write tags, so that it shows whose a run is. */
export async function toOwnerTag({ tenant }: Caller): Promise<string> {
  if (typeof tenant !== 'string' || tenant === '' || tenant.length > 256)
    throw new TypeError('authorize() gives a tenant of 1 to 256 characters.');
  return PLAIN.test(tenant) ? `for:${tenant}` : `for#${(await hash(tenant)).slice(0, 40)}`;
}

/** The fleet's key of a caller's `Idempotency-Key`: those of two tenants, or of two workflows, never meet. */
export const toDedupeKey = (owner: string, workflow: string, key: string): Promise<string> =>
  hash(JSON.stringify([owner, workflow, key]));

/** SHA-256 in hexadecimal. */
async function hash(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
