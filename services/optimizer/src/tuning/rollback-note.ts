/** Why settings are taken back, with the figures that say so. */
export interface RollbackNote {
  readonly note: string;
  readonly evidence: Readonly<Record<string, number>>;
}
