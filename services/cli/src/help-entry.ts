/** The help of one command. */
export interface Help {
  /** Behind `ag06`. */
  readonly usage: string;
  readonly about: string;
  readonly flags?: readonly (readonly [flag: string, about: string])[];
  readonly examples?: readonly string[];
}
