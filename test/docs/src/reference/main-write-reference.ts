import { writeFile } from 'node:fs/promises';
import { toReferencePages } from './reference-pages.ts';

for (const [path, text] of await toReferencePages()) await writeFile(path, text);
