import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The head of the OpenAPI document, with these paths. */
export const withPaths = (document: object, paths: object): Record<string, unknown> => ({
  ...document,
  components: {},
  paths,
});

/** Writes a document with a path parameter that nobody declares: every validator must find it. Resolves with its file. */
export async function writeBroken(document: object, folder: string): Promise<string> {
  const file = join(folder, 'broken.json');
  const paths = { '/v1/nothing/{id}': { get: { operationId: 'x', responses: { 200: { schema: 7 } } } } };
  await writeFile(file, JSON.stringify(withPaths(document, paths)));
  return file;
}
