import { expect } from '@jest/globals';
import type { DocumentSchemas, JsonObject, OpenApiDocument } from './openapi-document.ts';
import { readUntil } from './read-until.ts';

interface DescribedFeed {
  readonly document: OpenApiDocument;
  readonly schemas: DocumentSchemas;
  /** As the document has it. */
  readonly path: string;
}

/** Reads a feed until its text matches, and checks the data of its events by the document. Returns their number. */
export async function expectFeedLines(
  { document, schemas, path }: DescribedFeed,
  url: string,
  end: RegExp,
): Promise<number> {
  const text = await readUntil(await fetch(url), end);
  const stream = document.paths[path]?.get?.responses['200']?.content['text/event-stream']?.schema;
  const schema = stream?.contentSchema as JsonObject | undefined;
  const lines = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as unknown);
  for (const line of lines) expect(schemas.findErrors(schema ?? {}, line)).toEqual([]);
  return lines.length;
}
