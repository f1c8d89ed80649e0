import { writeFile } from 'node:fs/promises';
import { PAGE, toMachinePage } from './machine-page.ts';

await writeFile(PAGE, toMachinePage());
