import { z } from 'zod';

const Described = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({ responses: z.record(z.string(), z.object({ description: z.string() })) }),
    ),
  ),
});

/**
 * Returns with which HTTP statuses the API answers each code, by what its routes say.
 *
 * @param document what `GET /openapi.json` answers
 * @throws ZodError if it is no such document
 */
export function statusesOfCodes(document: unknown): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const operations = Object.values(Described.parse(document).paths).flatMap((path) => Object.values(path));
  for (const [status, { description }] of operations.flatMap(({ responses }) => Object.entries(responses)))
    for (const [, code = ''] of description.matchAll(/`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)`/g))
      found.set(code, new Set([...(found.get(code) ?? []), status]));
  return found;
}
