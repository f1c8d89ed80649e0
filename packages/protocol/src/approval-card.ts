/** What a person is asked by a step that waits for an answer. Stores keep it as JSON text. */
export interface ApprovalCard {
  readonly ask: string;
  readonly choices: readonly string[];
  /** Why `ask` is the text as it is written in the definition: an expression in it failed. */
  readonly askError?: string | undefined;
}

/** Parses a card of this process. */
export const parseApprovalCard = (card: string): ApprovalCard => JSON.parse(card);
