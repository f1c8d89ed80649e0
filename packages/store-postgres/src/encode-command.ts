import { createHash } from 'node:crypto';
import type { Command, RunMeta } from '@ag06/contracts';

/** A command as the function `ag06.apply` takes it apart: its own shape, and what a submission is listed under. */
export function encodeCommand(command: Command): object {
  if (command.kind !== 'submit') return command;
  const { workflow, correlationId, tags } = JSON.parse(command.meta) as RunMeta;
  const { dedupe, tenant } = command;
  return {
    ...command,
    workflow,
    correlationId,
    tags: [...new Set(tags)],
    dedupe: dedupe && { ...dedupe, key: dedupeName(tenant, dedupe.key) },
  };
}

/** A dedupe key of any characters as a short name; the tenant is part of it. */
export const dedupeName = (tenant: string, key: string): string =>
  createHash('sha256')
    .update(JSON.stringify([tenant, key]))
    .digest('base64url');
