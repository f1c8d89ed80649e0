/** Names that a test's resolver knows, and where they lead. */
export const NAMES: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1'],
  'localhost.': ['127.0.0.1'],
  'app.localhost': ['127.0.0.1', '::1'],
  'loopback.example': ['127.0.0.1'],
  'loopback6.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'nat64.example': ['64:ff9b::7f00:1'],
  'private.example': ['10.0.0.1'],
  'metadata.example': ['169.254.169.254'],
  'unspecified.example': ['0.0.0.0'],
  'first.example': ['8.8.8.8', '127.0.0.1'],
  'last.example': ['127.0.0.1', '8.8.8.8'],
  'scoped.example': ['fe80::1%lo'],
  'odd.example': ['not an address'],
  'xn--bcher-kva.example': ['192.168.0.1'],
  'public.example': ['8.8.8.8'],
};

const HOSTS = [
  // Loopback, as an address and as what parsers take for one.
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '127.255.255.254',
    '127.0.0.1.',
    '0177.0.0.1',
    '0177.1',
    '017700000001',
  ],
  ...['0x7f.0.0.1', '0x7f.1', '0x7f000001', '0X7F000001', '2130706433', '0x7f.0x0.0x0.0x1', '127.0x0.0.01'],
  ...['%31%32%37.0.0.1', '１２７.０.０.１', '①②⑦.0.0.1', '127。0。0。1', '127.0.0.1%2e'],
  ...['0', '0.0.0.0', '0x0', '00000', '0.0.0.1', '0.255.255.255'],
  // The other special ranges of IPv4, at their ends.
  ...['10.0.0.0', '10.255.255.255', '012.0.0.1', '0xa000001', '167772161', '10.1'],
  ...[
    '100.64.0.1',
    '100.127.255.255',
    '169.254.0.1',
    '169.254.169.254',
    '168.63.129.16',
    '0xa9fea9fe',
    '2852039166',
    '0251.0376.0251.0376',
  ],
  ...[
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.168.255.255',
    '0xc0a80001',
    '192.0.0.1',
    '192.0.0.255',
  ],
  ...['192.0.2.1', '192.88.99.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1'],
  ...[
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '254.255.255.255',
    '255.255.255.255',
    '0xffffffff',
    '4294967295',
  ],
  // IPv6, and IPv4 inside of it.
  ...[
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[0000::0001]',
    '[::]',
    '[::127.0.0.1]',
    '[::7f00:1]',
    '[::ffff:127.0.0.1]',
  ],
  ...[
    '[::ffff:7f00:1]',
    '[::FFFF:7F00:1]',
    '[0:0:0:0:0:ffff:127.0.0.1]',
    '[::ffff:a9fe:a9fe]',
    '[::ffff:10.0.0.1]',
  ],
  ...['[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::a00:1]'],
  ...[
    '[2002:7f00:1::]',
    '[2002:a9fe:a9fe::1]',
    '[2001:0:7f00:1::]',
    '[2001::80ff:fffe]',
    '[fc00::1]',
    '[fd00:ec2::254]',
  ],
  ...[
    '[fe80::1]',
    '[febf::1]',
    '[fec0::1]',
    '[ff02::1]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[100::1]',
    '[5f00::1]',
    '[4000::1]',
  ],
  // Names; `NAMES` says where they lead.
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'ⓛocalhost',
    'app.localhost',
    'loopback.example',
    'loopback6.example',
  ],
  ...[
    'mapped.example',
    'nat64.example',
    'private.example',
    'metadata.example',
    'unspecified.example',
    'first.example',
  ],
  ...['last.example', 'scoped.example', 'odd.example', 'bücher.example'],
];

/** URLs that lead to special addresses, at this port. */
export const specialUrls = (port: number): readonly string[] =>
  HOSTS.map((host) => `http://${host}:${port}/`);

/** URLs that are refused for what they say, wherever they lead. */
export const malformedUrls = (port: number): readonly string[] => [
  ...['ftp', 'file', 'gopher', 'dict', 'ldap', 'ws', 'blob'].map(
    (scheme) => `${scheme}://127.0.0.1:${port}/`,
  ),
  ...['data:text/plain,x', 'javascript:alert(1)', 'file:///etc/passwd', `unix:/var/run/docker.sock:/`],
  ...[
    `http://public.example@127.0.0.1:${port}/`,
    `http://user:secret@127.0.0.1:${port}/`,
    `http://:x@localhost:${port}/`,
  ],
  ...[
    'http://[::1%25lo]/',
    'http://[fe80::1%lo]/',
    'http://127.0.0.1:99999/',
    'http://256.0.0.1/',
    'http://1.2.3.4.5/',
  ],
];

/** Public hosts at ports that are nobody's web server. */
export const otherPorts = [22, 25, 2375, 3306, 5432, 6379, 8080, 9200, 11211].flatMap((port) => [
  `http://8.8.8.8:${port}/`,
  `http://public.example:${port}/`,
]);
