/** The output of an event, and `large` beside it if the text is a reference to a blob. */
export const toOutputBody = (text: string): object => JSON.parse(`{"output":${text}}`);
