import { createHash } from 'node:crypto';
import { type Command, TOLD_BYTES_MAX, toParentKey, toSignalText } from '@ag06/protocol';
import { termsOfAttributes } from '@ag06/store';

/**
 * Encodes a command for the function `ag06.apply`: the command, the largest answer it may have, and the index terms of a
 * submission.
 */
export function encodeCommand(command: Command): object {
  if (command.kind === 'signal') {
    const { name, key, body, ...signal } = command;
    return { ...signal, name, toldMax: TOLD_BYTES_MAX, message: toSignalText({ name, key, body }) };
  }
  if (command.kind !== 'submit') return { ...command, toldMax: TOLD_BYTES_MAX };
  const { dedupe, tenant, listedBy } = command;
  const { attributes, ...columns } = listedBy;
  return {
    ...command,
    toldMax: TOLD_BYTES_MAX,
    ...columns,
    ...(attributes !== undefined && { terms: termsOfAttributes(attributes) }),
    parent: listedBy.parent && toParentKey(listedBy.parent),
    dedupe: dedupe && { ...dedupe, key: dedupeName(tenant, dedupe.key) },
  };
}

/** A short name for a dedupe key of any characters. The tenant is part of it. */
export const dedupeName = (tenant: string, key: string): string =>
  createHash('sha256')
    .update(JSON.stringify([tenant, key]))
    .digest('base64url');
