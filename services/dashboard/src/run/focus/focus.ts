/** What of a run is looked at. The address of the page says the same, so that it can be sent to a colleague. */
export interface Focus {
  /** The step whose panel is open. */
  readonly step?: string | undefined;
  /** The number of the event after which the run is shown; undefined for now. */
  readonly at?: number | undefined;
}

/** Reads the query of the page's address. What is no step and no number of an event it leaves out. */
export function parseFocus(search: string): Focus {
  const query = new URLSearchParams(search);
  const at = /^[1-9]\d{0,14}$/.exec(query.get('at') ?? '')?.[0];
  return { step: query.get('step') || undefined, at: at === undefined ? undefined : Number(at) };
}

/** Returns the query with another focus; the rest of it stays. */
export function withFocus(search: string, { step, at }: Focus): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries({ step, at }))
    if (value === undefined) query.delete(name);
    else query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
}
