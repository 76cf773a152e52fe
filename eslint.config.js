import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** The folders of `main` that form the engine: they run without Electron, under plain Node. */
const engineFolders = [
  'auth',
  'genesys',
  'connection',
  'conversations',
  'alerts',
  'settings',
  'diagnostics',
  'engine',
  'application',
  'terminal',
].map((folder) => `./main/${folder}`);

/** docs/architecture.md, "Import rules". */
const importZones = [
  {
    target: [...engineFolders, './main/listen.ts'],
    from: './main/desktop',
    message: 'Only main/index.ts may.',
  },
  {
    target: ['./main/auth', './main/genesys', './main/connection'],
    from: ['./main/conversations', './main/alerts', './main/engine', './main/application', './main/terminal'],
    message: 'Data flows socket -> protocol -> events -> conversations -> alerts, and not back.',
  },
  {
    target: './main/conversations',
    from: ['./main/alerts', './main/connection', './main/engine', './main/application'],
  },
  { target: ['./main', './preload', './renderer'], from: './test', message: 'Only tests import from test/.' },
  { target: './renderer', from: './main' },
  { target: './renderer', from: './preload', except: ['./contract.ts'] },
  { target: './main', from: './renderer' },
];

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'dist/'] },
  js.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js'] })] },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: importZones }],
    },
  },
  {
    files: ['**/*.svelte'],
    extends: [
      ...tseslint.configs.strictTypeChecked,
      ...tseslint.configs.stylisticTypeChecked,
      // Last, because the parser of components must win.
      ...svelte.configs.recommended,
    ],
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        extraFileExtensions: ['.svelte'],
        svelteConfig,
      },
    },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // What a component hands to the markup of another has no type here; svelte-check knows it.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
    },
  },
  {
    files: ['main/**/*.ts'],
    ignores: ['main/desktop/**', 'main/index.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^electron(/|$)', message: 'The engine runs without Electron.' }] },
      ],
    },
  },
);
