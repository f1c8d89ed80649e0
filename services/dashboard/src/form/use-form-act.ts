import { useState } from 'preact/hooks';
import type { DraftFault } from './draft.ts';
import { toFaults, toRefusedFaults } from './to-faults.ts';
import { useFaultFocus } from './use-fault-focus.ts';
import { FormError } from './use-schema-form.ts';

/**
 * What became of a form: its faults by place, its error, and whether it is at work. `places` names the field that a refusal of the
 * whole is about, by its code.
 */
export function useFormAct(places: ReadonlyMap<string, string> = new Map()) {
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const ref = useFaultFocus(error);
  /** Sends, unless the form itself has found faults. Resolves whatever comes of it: with whether it was sent. */
  const act = async (own: readonly DraftFault[], send: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    setFaults(toFaults(own));
    const [first] = own;
    try {
      if (first !== undefined) throw new FormError(`${first.path}: ${first.message}`);
      await send();
      setBusy(false);
      return true;
    } catch (caught) {
      if (!(caught instanceof FormError)) setFaults(toRefusedFaults(caught, places));
      setError(caught);
      setBusy(false);
      return false;
    }
  };
  return { ref, faults, error, isBusy, act };
}
