import { z } from 'zod';

const Described = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ summary: z.string(), tags: z.array(z.string()).optional() })),
  ),
});

/**
 * Returns `docs/reference/http-api.md`: every operation with its first sentence.
 *
 * @param document what `GET /openapi.json` answers
 * @throws ZodError if it is no such document
 */
export function toApiPage(document: unknown): string {
  const rows = Object.entries(Described.parse(document).paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, { summary }]) =>
        `| \`${method.toUpperCase()}\` | \`${path}\` | ${summary.replaceAll('|', '\\|')} |`,
    ),
  );
  return `# HTTP API

\`GET /openapi.json\` of a dispatcher has all fields, answers and codes (OpenAPI 3.1); generate a client for any language from it.
[\`@ag06/client\`](../../packages/client/README.md) has the whole of it for TypeScript.

- Bodies are JSON; definitions may be YAML. Every POST needs a \`Content-Type\`.
- A refusal is a problem document (RFC 9457): \`code\` is stable ([all codes](errors.md)), \`detail\` says what to do, \`errors\` has the path, what was
  expected and what came.
  429 and 503 have \`Retry-After\`.
- \`Idempotency-Key\` makes a POST safe to repeat. \`X-Correlation-Id\` is your id of the business operation, and comes back. \`X-Actor\` names the
  person who acts, beyond ASCII as RFC 8187 writes it (\`UTF-8''%C5%81ukasz\`). \`traceparent\` continues a trace.
- Lists answer with \`next\`: pass it as \`cursor\` for the next page, until there is none. Logs and streams are counted, so there it is passed as \`after\`.

| | path | |
| --- | --- | --- |
${rows.join('\n')}

Written by \`npm run docs:reference\`; a test compares it with the dispatcher's own document.
`;
}
