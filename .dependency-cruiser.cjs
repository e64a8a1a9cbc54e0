/**
 * Who may import whom, as code. The table with the same rules in words: docs/adr.
 * Every rule says why (`comment`), and test/unit/tooling/import-rules.test.ts plants a violation
 * of every rule and sees it caught: a new rule needs a planted violation there.
 */
const OURS = '^(schemas|adapters|gateway|certs|test)/'
const PROVINCE = '^adapters/(?!shared/)[^/]+/'
const SANDBOX = '^adapters/(sandboxes\\.ts$|[^/]+/sandbox)'
const PURE = 'survivorship|certification-path|licence|discredit|federation-log|access'
/** Everything that reads or writes outside the process. */
const OUTSIDE =
  '^(node:)?(http|https|http2|net|tls|dgram|dns|fs|child_process|worker_threads)(/|$)|node_modules/(undici|ioredis|pg)/'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'schemas-know-nobody',
      comment:
        'because adapters and gateway both build on schemas/: whatever it imported would be imported by everything, and a cycle would follow.',
      severity: 'error',
      from: { path: '^schemas/' },
      to: { path: OURS, pathNot: '^schemas/' },
    },
    {
      name: 'model-is-plain',
      comment:
        'because the domain model must give the same answer in every process and in ten years: only itself and node:crypto, no packages, no clock, no network.',
      severity: 'error',
      from: { path: '^schemas/model/' },
      to: { pathNot: ['^schemas/model/', '^(node:)?crypto$'] },
    },
    {
      name: 'mapping-is-pure',
      comment:
        'because a mapping is checked against published vocabularies line by line: a function from wire record to model, with nothing else in reach. From its own folder it sees wire types and code tables.',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/(map|codes)[^/]*' },
      to: {
        pathNot: ['^schemas/model/', '^adapters/$1/(map|codes|wire)', '^adapters/shared/'],
      },
    },
    {
      name: 'mapping-reaches-nothing-outside',
      comment:
        'because a mapping that can call out through a third file is no longer a function of the record it was given.',
      severity: 'error',
      from: { path: '^adapters/[^/]+/(map|codes)[^/]*' },
      to: { path: OUTSIDE, reachable: true },
    },
    {
      name: 'provinces-do-not-know-each-other',
      comment:
        'because the four registries change on four timetables: a change in one folder must not be able to break another province.',
      severity: 'error',
      from: { path: '^adapters/(?!shared/)([^/]+)/' },
      to: { path: PROVINCE, pathNot: '^adapters/$1/' },
    },
    {
      name: 'adapters-look-down-only',
      comment:
        'because a province is added by adding a folder: an adapter sees its own folder, adapters/shared and schemas, never the gateway that serves it or the list it stands in.',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: OURS, pathNot: ['^adapters/$1/', '^adapters/shared/', '^schemas/'] },
    },
    {
      name: 'province-list-looks-down-only',
      comment: 'because adapters/ lies below gateway/, its list of provinces included.',
      severity: 'error',
      from: { path: '^adapters/[^/]+$' },
      to: { path: OURS, pathNot: ['^adapters/', '^schemas/'] },
    },
    {
      name: 'provinces-through-the-list',
      comment:
        'because adapters/index.ts is the one list of provinces: code that reaches past it forgets the fifth province. The command line starts single registries by name, tests look inside.',
      severity: 'error',
      from: {
        path: OURS,
        pathNot: ['^adapters/(index|sandboxes)\\.ts$', PROVINCE, '^gateway/cli/', '^test/'],
      },
      to: { path: PROVINCE },
    },
    {
      name: 'pretend-registries-stay-out',
      comment:
        'because synthetic data must never be able to answer an official: nothing that serves reaches a sandbox, directly or through other files. The sandbox command and tests start them.',
      severity: 'error',
      from: { path: ['^adapters/index\\.ts$', '^adapters/[^/]+/index\\.ts$', '^gateway/(?!cli/)'] },
      to: { path: SANDBOX, reachable: true },
    },
    {
      name: 'pure-folders-stay-pure',
      comment:
        'because survivorship, verification, list merging and the log must be reproducible years later from their arguments alone: no store, plugin, resolver, configuration, clock or environment.',
      severity: 'error',
      from: { path: `^gateway/(${PURE})/` },
      to: {
        pathNot: [
          '^gateway/$1/',
          '^gateway/certification-path/(validate-path|roca)\\.ts$',
          '^schemas/model/',
          '^(node:)?crypto$',
          'node_modules/(jose|node-forge|@types/node-forge)/',
        ],
      },
    },
    {
      name: 'no-path-without-second-opinion',
      comment:
        'because for RSA chains two validators must agree before anything is accepted: whoever relies on a verdict gets it from validate-path.ts.',
      severity: 'error',
      from: {
        path: OURS,
        pathNot: ['^gateway/certification-path/validate-path\\.ts$', '^test/'],
      },
      to: { path: '^gateway/certification-path/steps-in-order\\.ts$' },
    },
    {
      name: 'resolvers-do-not-see-stores',
      comment:
        'because a resolver that talks to PostgreSQL skips grants, cache and log: it calls the ports it finds in the context.',
      severity: 'error',
      from: { path: '^gateway/resolvers/' },
      to: { path: '^gateway/store/' },
    },
    {
      name: 'what-serves-cannot-make-keys',
      comment:
        'because whoever takes over the gateway or an adapter must not find the tool that certifies: certs/ is for the command line, which the operator of a party runs.',
      severity: 'error',
      from: { path: ['^adapters/', '^gateway/(?!cli/)', '^schemas/'] },
      to: { path: '^certs/', reachable: true },
    },
    {
      name: 'certs-knows-the-model-only',
      comment:
        'because the tool that certifies must be readable on its own, and must not lend its mistakes to the validator that judges its work.',
      severity: 'error',
      from: { path: '^certs/' },
      to: {
        pathNot: [
          '^certs/',
          '^schemas/model/',
          '^(node:)?(crypto|fs/promises|path|util)$',
          'node_modules/(node-forge|@types/node-forge|zod)/',
        ],
      },
    },
    {
      name: 'nobody-imports-tests',
      comment: 'because test code holds throw-away keys, faults and shortcuts.',
      severity: 'error',
      from: { pathNot: '^test/|^vitest\\.config\\.ts$' },
      to: { path: '^test/' },
    },
    {
      name: 'no-cycles',
      comment:
        'because in a cycle the order of loading decides what is undefined, and neither file can be understood alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-undeclared-package',
      comment:
        'because a package that is there only through another one vanishes with its next release.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-test-package-in-production',
      comment: 'because a production install leaves devDependencies out.',
      severity: 'error',
      from: { path: '^(schemas|adapters|gateway|certs)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/' },
    },
    {
      name: 'no-unresolvable',
      comment: 'because the process would end on this import.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.git|\\.cache|\\.ydelta|coverage)/' },
    tsPreCompilationDeps: true, // a type import is a dependency too: it decides who must know whom
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
}
