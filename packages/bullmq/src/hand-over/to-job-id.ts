/**
 * Returns the id of the job of a step, an item or an iteration: the same for all attempts and deliveries, so BullMQ takes it
 * once. BullMQ refuses ids with a colon, and integers.
 *
 * @param idempotencyKey of the handler's context
 */
export const toJobId = (idempotencyKey: string): string => `ag06.${idempotencyKey.replaceAll(':', '.')}`;
