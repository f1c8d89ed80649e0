import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** In the environment: the file to which each case that ran adds its note. */
export const NOTES_FILE = 'COMPLIANCE_NOTES';

const Note = z.object({
  number: z.int(),
  asserted: z.string(),
  measured: z.record(z.string(), z.union([z.number(), z.string()])),
});
/** What a case asserted and measured, whether it passed or not. */
export type Note = z.infer<typeof Note>;

/** Does nothing where nobody makes a report. */
export function addNote(note: Note): void {
  const file = process.env[NOTES_FILE];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(note)}\n`);
}

export const readNotes = (file: string): readonly Note[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Note.parse(JSON.parse(line)));
