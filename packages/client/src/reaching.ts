/** How the client finds a dispatcher that answers, for who speaks HTTP to the fleet by itself, as the command line does. */
export { AddressError, Addresses, hasNotArrived, parseAddresses } from './addresses.ts';
export { isAwayStatus } from './errors.ts';
export { type Patience, patiently } from './patiently.ts';
