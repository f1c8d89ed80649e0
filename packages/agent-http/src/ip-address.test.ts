import { expect, it } from '@jest/globals';
import { isInRange, parseIpAddress, parseIpRange } from './ip-address.ts';

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['[::1]', '::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::ffff:7f00:1', '127.0.0.1'],
  ['::127.0.0.1', '::7f00:1'],
])('%s is the address %s', (text, address) => {
  expect(parseIpAddress(text)?.toString()).toBe(address);
});

it.each([
  '',
  'localhost',
  '127.1',
  '0x7f000001',
  '2130706433',
  '0177.0.0.1',
  '127.0.0.1.',
  '1.2.3.4/32',
  '::g',
])('%j is no address', (text) => {
  expect(parseIpAddress(text)).toBeUndefined();
});

it.each(['10.0.0.0/8', '0.0.0.0/0', '127.0.0.1/32', 'fd00::/8', '::1/128'])(
  '%s is an address range',
  (text) => {
    expect(parseIpRange(text)?.join('/')).toBe(text);
  },
);

it.each([
  '10.0.0.0',
  '10.0.0.1/8',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  'fd00::1/8',
  '::/129',
  '10/8',
  'a/8',
])('%s is no address range', (text) => {
  expect(parseIpRange(text)).toBeUndefined();
});

it('an address is inside of a range of its own kind', () => {
  const [ten, all] = ['10.0.0.0/8', '::/0'].map(parseIpRange);
  const inside = parseIpAddress('10.9.8.7');
  if (ten === undefined || all === undefined || inside === undefined) throw new Error('They are not parsed.');
  expect(isInRange(inside, ten)).toBe(true);
  expect(isInRange(inside, all)).toBe(false);
});
