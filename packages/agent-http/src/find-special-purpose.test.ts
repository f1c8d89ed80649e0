import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { findSpecialPurpose } from './find-special-purpose.ts';
import { parseIpAddress } from './ip-address.ts';

function purposeOf(text: string): string | undefined {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(`${text} is no address.`);
  return findSpecialPurpose(address);
}

describe('a special address', () => {
  it.each([
    ['this network', ['0.0.0.0', '0.255.255.255']],
    [
      'private use',
      ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
    ],
    ['carrier-grade NAT', ['100.64.0.0', '100.127.255.255']],
    ['loopback', ['127.0.0.0', '127.0.0.1', '127.255.255.255', '::1']],
    ['link-local, cloud metadata', ['169.254.0.0', '169.254.169.254', '169.254.255.255']],
    ['protocol assignments', ['192.0.0.0', '192.0.0.255', '2001:1::1', '2001:1ff:ffff::']],
    [
      'documentation',
      ['192.0.2.0', '192.0.2.255', '198.51.100.9', '203.0.113.255', '2001:db8::1', '3fff:fff:ffff::'],
    ],
    ['6to4 relays', ['192.88.99.0', '192.88.99.255']],
    ['benchmarks', ['198.18.0.0', '198.19.255.255']],
    ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1']],
    ['reserved', ['240.0.0.0', '255.255.255.254', '4000::1', '1::1', '200::1', 'fe00::1']],
    ['broadcast', ['255.255.255.255']],
    ['unspecified', ['::']],
    ['private use', ['fc00::1', 'fd12:3456::1', 'fdff:ffff::']],
    ['link-local', ['fe80::1', 'fe80::1%eth0', 'febf:ffff::']],
    ['site-local', ['fec0::1']],
    ['IPv4-compatible', ['::127.0.0.1', '::7f00:1', '::8.8.8.8']],
    ['IPv4-translated', ['::ffff:0:127.0.0.1', '::ffff:0:808:808']],
    ['6to4', ['2002:7f00:1::', '2002:a00:1::1', '2002:808:808::']],
    ['Teredo', ['2001:0:7f00:1::', '2001::f5ff:fffe']],
    ['local NAT64', ['64:ff9b:1::a00:1']],
  ])('is %s: %j', (purpose, addresses) => {
    expect(addresses.map(purposeOf)).toEqual(addresses.map(() => purpose));
  });

  it.each([
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['0:0:0:0:0:FFFF:a9fe:a9fe', 'link-local, cloud metadata'],
    ['64:ff9b::10.0.0.1', 'private use, through NAT64'],
    ['64:ff9b::7f00:1', 'loopback, through NAT64'],
  ])('is found inside of %s', (address, purpose) => {
    expect(purposeOf(address)).toBe(purpose);
  });
});

// AWS (IMDS, ECS, EKS, both families), Azure, Google, Oracle, Alibaba, Tencent.
it.each([
  ...['169.254.169.254', '169.254.170.2', '169.254.170.23', 'fd00:ec2::254', 'fd00:ec2::23', '168.63.129.16'],
  ...['fd20:ce::254', '192.0.0.192', '100.100.100.200', '169.254.0.23', '::ffff:168.63.129.16'],
])('%s, where a cloud serves secrets, is a special address', (address) => {
  expect(purposeOf(address)).toBeDefined();
});

it.each([
  ...['168.63.129.15', '168.63.129.17'],
  ...['1.0.0.0', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
  ...['128.0.0.0', '169.253.255.255', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255'],
  ...['198.17.255.255', '198.20.0.0', '223.255.255.255', '2001:4860:4860::8888', '2a00::1', '3ffe::1'],
  ...['::ffff:8.8.8.8', '64:ff9b::8.8.8.8'],
])('%s is a host of the public internet', (address) => {
  expect(purposeOf(address)).toBeUndefined();
});

it('no address is public that the library has a special range for', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.uint8Array({ minLength: 8, maxLength: 8 }).map((low) => [0x20, 0x01, 0, 0, 0, 0, 0, 0, ...low]),
    fc.uint8Array({ minLength: 4, maxLength: 4 }).map((low) => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...low]),
  );
  fc.assert(
    fc.property(bytes, (given) => {
      const address = ipaddr.process(ipaddr.fromByteArray([...given]).toString());
      const range = address.range();
      if (range !== 'unicast' && range !== 'rfc6052') expect(findSpecialPurpose(address)).toBeDefined();
    }),
    { numRuns: 2_000 },
  );
});
