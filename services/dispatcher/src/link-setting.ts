import { z } from 'zod';

const PLACES = ['traceId', 'runId', 'correlationId', 'from', 'to'];
const EXPECTED = `expected an address of http or https with ${PLACES.map((place) => `{${place}}`).join(', ')} where those of a run belong`;

/** The address of something about a run, with the places that a run fills in. */
export const linkSetting = z
  .string()
  .max(2_000)
  .refine(isLink, EXPECTED)
  .transform((text) => text.trim())
  .optional();

function isLink(text: string): boolean {
  const used = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, place = '']) => place);
  if (used.length === 0 || used.some((place) => !PLACES.includes(place))) return false;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password === '';
}
