/** The code of a problem that ends when a replica has taken over, or the node is back. */
export const NODE_AWAY = 'BROKER_NODE_AWAY';
