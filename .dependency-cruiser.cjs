// The rooms of src/ and who may look into whom. An arrow that is not listed here is an error.
const rooms = {
  domain: [],
  fingerprint: ['domain'],
  gray: ['domain'],
  verdict: ['domain'],
  analysis: ['domain'],
  queue: ['domain'],
  store: ['domain'],
  sandbox: ['domain'],
  imaging: ['domain'],
  places: ['domain'],
  telemetry: ['domain'],
  intake: ['domain', 'fingerprint', 'gray', 'verdict', 'analysis'],
  judging: ['domain', 'fingerprint', 'gray', 'verdict', 'analysis'],
  control: ['domain', 'fingerprint', 'gray', 'verdict', 'analysis'],
  problems: ['domain', 'fingerprint', 'gray', 'verdict', 'analysis'],
  workshop: ['domain', 'fingerprint', 'gray', 'verdict', 'analysis'],
  rollout: ['domain', 'fingerprint', 'gray', 'verdict', 'analysis'],
  http: ['domain', 'intake', 'judging', 'control', 'problems', 'workshop', 'rollout'],
  cli: ['domain'],
  console: ['domain'],
};

// Each of these libraries is known to its own room (and to main/, which composes) only.
const libraries = {
  '@aws-sdk': ['store'],
  '@marcbachmann/cel-js': ['gray'],
  bullmq: ['queue'],
  croner: ['gray'],
  re2js: ['gray'],
  ioredis: ['queue', 'store'],
  dockerode: ['sandbox', 'imaging'],
  'tar-stream': ['sandbox', 'imaging', 'problems'],
  yauzl: ['problems'],
  'prom-client': ['telemetry'],
  pino: ['telemetry'],
  fastify: ['http'],
  commander: ['cli'],
  '@viz-js': ['cli'],
  '@cyclonedx/cyclonedx-library': ['control'],
  'big.js': ['verdict', 'cli'],
  'mmdb-lib': ['places'],
  'ipaddr.js': ['places'],
  ngeohash: ['http'],
  bowser: ['http'],
};

const arrows = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-looks-only-where-it-may`,
  comment: `src/${room} may import only: ${[room, ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
}));

const owners = Object.entries(libraries).map(([library, owning]) => ({
  name: `${library}-stays-in-its-room`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/(${[...owning, 'main'].join('|')})/` },
  to: { path: `node_modules/${library}/` },
}));

module.exports = {
  forbidden: [
    ...arrows,
    ...owners,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-rooms-do-no-io',
      severity: 'error',
      from: { path: '^src/(domain|fingerprint|gray|verdict|analysis)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
