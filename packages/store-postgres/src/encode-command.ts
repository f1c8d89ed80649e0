import { createHash } from 'node:crypto';
import { type Command, TOLD_BYTES_MAX } from '@ag06/protocol';
import { termsOfAttributes } from '@ag06/store';

/**
 * A command as the function `ag06.apply` takes it apart: its own shape, how much its answer may tell, and what a
 * submission is listed under.
 */
export function encodeCommand(command: Command): object {
  if (command.kind !== 'submit') return { ...command, toldMax: TOLD_BYTES_MAX };
  const { dedupe, tenant, listedBy } = command;
  const { attributes, ...columns } = listedBy;
  return {
    ...command,
    toldMax: TOLD_BYTES_MAX,
    ...columns,
    ...(attributes !== undefined && { terms: termsOfAttributes(attributes) }),
    dedupe: dedupe && { ...dedupe, key: dedupeName(tenant, dedupe.key) },
  };
}

/** A dedupe key of any characters as a short name; the tenant is part of it. */
export const dedupeName = (tenant: string, key: string): string =>
  createHash('sha256')
    .update(JSON.stringify([tenant, key]))
    .digest('base64url');
