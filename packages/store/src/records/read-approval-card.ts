import type { Json } from '@ag06/contracts';
import type { ApprovalCard } from '@ag06/protocol';
import { inRunRecord, unreadable } from './broken-record.ts';
import { readJson, readText } from './read-value.ts';

/** Parses what a step asks as a store keeps it. Throws `STORE_RECORD_INVALID`. */
export const readApprovalCard = (runId: string, unit: string, text: unknown): ApprovalCard =>
  inRunRecord(runId, `a:${unit}`, () => parseCard(readJson('card', text)));

function parseCard(value: Json): ApprovalCard {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unreadable('card', 'an object', value);
  const { ask, choices, askError } = value;
  if (!Array.isArray(choices)) throw unreadable('choices', 'a list', choices);
  return {
    ask: readText('ask', ask),
    choices: choices.map((choice) => readText('choice', choice)),
    ...(askError !== undefined && { askError: readText('askError', askError) }),
  };
}
