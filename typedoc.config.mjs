import { globSync } from 'node:fs';

/** @type {import('typedoc').TypeDocOptions} */
export default {
  name: 'manycore',
  entryPoints: globSync('src/{index,effect,testing}.ts'),
  out: 'docs/api',
  tsconfig: 'tsconfig.build.json',
  readme: 'none',
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  githubPages: false,
  hideGenerator: true,
  // Links from docstrings to what is not exported, and symbols without a docstring, fail the build.
  validation: { notExported: true, invalidLink: true, notDocumented: true, rewrittenLink: true },
  requiredToBeDocumented: [
    'Enum',
    'Variable',
    'Function',
    'Class',
    'Interface',
    'Property',
    'Method',
    'Accessor',
    'TypeAlias',
  ],
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  // What Error and its kin bring along is documented by the language.
  intentionallyNotDocumented: [],
};
