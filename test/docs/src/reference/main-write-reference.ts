import { writeFile } from 'node:fs/promises';
import { loadApiDocument, toReferencePages } from './reference-pages.ts';

for (const [path, text] of toReferencePages(await loadApiDocument())) await writeFile(path, text);
