/** Stands in for data that could not be parsed. */
export const MALFORMED = 'ag06-malformed';
const MALFORMED_DATA = JSON.stringify({ [MALFORMED]: true });

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
};

/** What BullMQ parses before it calls a processor: how it must look, and what takes its place if it does not. */
const PARSED_FIELDS = new Map([
  ['data', { isValid: isJson, substitute: MALFORMED_DATA }],
  ['opts', { isValid: isJsonObject, substitute: '{}' }],
  ['progress', { isValid: isJson, substitute: '0' }],
  ['stacktrace', { isValid: isJson, substitute: '[]' }],
  ['parent', { isValid: isJsonObject, substitute: '{}' }],
]);

/** The commands whose reply begins with the fields of a job that was fetched. */
export const FETCHING_COMMANDS: ReadonlySet<string> = new Set([
  'moveToActive',
  'moveToFinished',
  'moveToDelayed',
]);

/**
 * Mends the reply of a fetching command in place: BullMQ throws on a job whose fields are not JSON and never calls the
 * processor, so that the job stalls for ever. Mended, and marked as malformed, it reaches us and can be set aside.
 */
export function repairReply(reply: unknown): void {
  if (!Array.isArray(reply) || !Array.isArray(reply[0])) return;
  const fields: unknown[] = reply[0];
  let isBroken = false;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const rule = PARSED_FIELDS.get(String(fields[i]));
    const value = fields[i + 1];
    if (rule === undefined || typeof value !== 'string' || rule.isValid(value)) continue;
    fields[i + 1] = rule.substitute;
    isBroken = true;
  }
  if (isBroken) setField(fields, 'data', MALFORMED_DATA);
}

function setField(fields: unknown[], name: string, value: string): void {
  for (let i = 0; i + 1 < fields.length; i += 2) {
    if (fields[i] !== name) continue;
    fields[i + 1] = value;
    return;
  }
  fields.push(name, value);
}
