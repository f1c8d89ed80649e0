import { parseTuningDocument, type TuningDocument } from '@ag06/contracts/tuning';
import type { SharedDocument } from '@ag06/store';

export type Judgement =
  | { readonly is: 'newer'; readonly document: TuningDocument }
  /** Known already, or older: a store may have lost its last moments, or a leader was superseded. */
  | { readonly is: 'older' }
  | { readonly is: 'invalid'; readonly problem: string };

/**
 * Decides whether a published document replaces the known one.
 *
 * @param leading the fence of the present leader, read after the document; 0 if it is not known
 */
export function judgeDocument(
  known: TuningDocument | undefined,
  published: SharedDocument,
  leading: number,
): Judgement {
  if (known !== undefined && published.version <= known.version) return { is: 'older' };
  const parsed = parseTuningDocument(published.text, published.version);
  if (!parsed.ok) return { is: 'invalid', problem: parsed.problem };
  const { fence } = parsed.value;
  // Nothing would pass such a fence any more.
  if (leading > 0 && fence > leading)
    return { is: 'invalid', problem: `fence: expected at most ${leading}, which leads, got ${fence}` };
  // A known fence above the leader's is one that the store has lost.
  const isReal = leading === 0 || (known !== undefined && known.fence <= leading);
  if (known !== undefined && fence < known.fence && isReal) return { is: 'older' };
  return { is: 'newer', document: parsed.value };
}
