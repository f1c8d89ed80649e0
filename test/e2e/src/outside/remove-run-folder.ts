import { rmSync } from 'node:fs';
import { findRunFolder } from './find-run-folder.ts';

/** Run by jest after all tests. */
export default function removeRunFolder(): void {
  rmSync(findRunFolder(), { recursive: true, force: true, maxRetries: 3 });
}
