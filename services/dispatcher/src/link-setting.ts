import { z } from 'zod';

const OF_RUN = ['traceId', 'runId', 'correlationId', 'from', 'to'];
const OF_ATTEMPT = ['step', 'attempt', 'worker'];

/** The address of something about a run, with the places that the run fills in. */
export const traceSetting = linkSetting(OF_RUN);

/** The address of log lines: of a run, and of one attempt, which fills in places of its own. */
export const logsSetting = linkSetting([...OF_RUN, ...OF_ATTEMPT]);

function linkSetting(places: readonly string[]) {
  const named = places.map((place) => `{${place}}`).join(', ');
  return z
    .string()
    .max(2_000)
    .refine(
      (text) => isLink(text, places),
      `expected an address of http or https with ${named} where those of a run belong`,
    )
    .transform((text) => text.trim())
    .optional();
}

function isLink(text: string, places: readonly string[]): boolean {
  const used = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, place = '']) => place);
  if (used.length === 0 || used.some((place) => !places.includes(place))) return false;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password === '';
}
