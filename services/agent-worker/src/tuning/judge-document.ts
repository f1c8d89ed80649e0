import { parseTuningDocument, type TuningDocument } from '@ag06/contracts';
import type { SharedDocument } from '@ag06/store';

export type Judgement =
  | { readonly is: 'newer'; readonly document: TuningDocument }
  /** Known already, or older: a store may have lost its last moments, or a leader was superseded. */
  | { readonly is: 'older' }
  | { readonly is: 'invalid'; readonly problem: string };

/** Decides whether a published document replaces the known one. */
export function judgeDocument(known: TuningDocument | undefined, published: SharedDocument): Judgement {
  if (known !== undefined && published.version <= known.version) return { is: 'older' };
  const parsed = parseTuningDocument(published.text, published.version);
  if (!parsed.ok) return { is: 'invalid', problem: parsed.problem };
  if (known !== undefined && parsed.value.fence < known.fence) return { is: 'older' };
  return { is: 'newer', document: parsed.value };
}
