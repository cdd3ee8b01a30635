import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules/', 'data/', 'coverage/', 'api/openapi.json', 'db/migrations/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      'no-console': 'error',
    },
  },
  {
    // Command-line entry points speak to a person on the terminal.
    files: [
      'local/**/*.ts',
      'local/**/*.mjs',
      'bench/**/*.ts',
      'db/{migrate,admin,retention}.ts',
      'api/case-gateway.keys.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    // Cases share the modules of their worker (activities/worker.ts): what a module keeps, every case would see.
    files: ['workflows/**/*.ts'],
    ignores: ['workflows/domain/working-time/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          ':matches(Program, ExportNamedDeclaration) > VariableDeclaration[kind!="const"]',
          ':matches(Program, ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Map|Set|WeakMap|WeakSet|Array)$/]',
        ].map((selector) => ({ selector, message: 'A module of workflows keeps no state: cases share it.' })),
      ],
    },
  },
  {
    // One marker for each run instead of one for each change (workflows/runtime/generations.ts).
    files: ['workflows/**/*.ts'],
    ignores: ['workflows/runtime/generations.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@temporalio/workflow',
              importNames: ['patched'],
              message: 'Ask `since(generation, change)` of workflows/runtime/generations.ts.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  prettier,
);
