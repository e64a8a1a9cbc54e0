import js from '@eslint/js'
import tseslint from 'typescript-eslint'

const NO_CLOCK = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message:
      'Pure code takes the instant as an argument, so that a result can be reproduced later.',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message:
      'Pure code takes the instant as an argument, so that a result can be reproduced later.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Pure code has no chance in it: take what varies as an argument.',
  },
]

export default tseslint.config(
  { ignores: ['node_modules/', '.cache/', '.ydelta/', 'coverage/', 'schemas/generated/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      // Not `projectService`: it is made for editors, and over all files a sixth slower.
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Types: the compiler runs in a step of its own, so these are what it does not say.
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': 'off', // tsc: noUnusedLocals, noUnusedParameters
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Promises: one that nobody waits for loses its error, and with it a province's failure.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/only-throw-error': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error', // logs go through pino, command output through the streams it is given
    },
  },
  {
    // The clock, the environment and chance stay outside; see "Who may import whom".
    files: [
      'schemas/model/**/*.ts',
      'adapters/*/{map,codes}*.ts',
      'gateway/{survivorship,licence,discredit,federation-log}/**/*.ts',
    ],
    rules: {
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch'],
      'no-restricted-syntax': ['error', ...NO_CLOCK],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name='only']",
          message: 'A focused test hides all others.',
        },
      ],
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: { console: 'readonly', module: 'writable', process: 'readonly', URL: 'readonly' },
    },
  },
)
