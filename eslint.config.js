import js from '@eslint/js';
import globals from 'globals';

export default [
  {ignores: ['.venv/', 'build/', 'dist/']},
  js.configs.recommended,
  {
    languageOptions: {ecmaVersion: 2024, sourceType: 'module'},
    linterOptions: {reportUnusedDisableDirectives: 'error'},
    rules: {
      eqeqeq: ['error', 'always', {null: 'ignore'}],
      'max-len': ['error', {code: 120, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true}],
      'no-restricted-properties': [
        'error',
        {property: 'innerHTML', message: 'Texts go in as text: use dom.js.'},
        {property: 'outerHTML', message: 'Texts go in as text: use dom.js.'},
        {property: 'insertAdjacentHTML', message: 'Texts go in as text: use dom.js.'},
      ],
      'no-shadow': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'one-var': ['error', 'never'],
      'prefer-const': 'error',
    },
  },
  {files: ['static/**/*.js', 'tests/e2e/*.js', 'benchmarks/*.js'], languageOptions: {globals: globals.browser}},
  {files: ['static/**/*.js'], rules: {'max-lines': ['error', 400]}},
  {files: ['tests/js/*.js', '*.config.js'], languageOptions: {globals: globals.node}},
];
