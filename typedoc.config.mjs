import { globSync } from 'node:fs';

/** @type {import('typedoc').TypeDocOptions} */
export default {
  name: 'manycore',
  entryPoints: globSync('src/{index,effect,backend,testing}.ts'),
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
  // Conditions of types: the options that they ask for are documented where they are options.
  intentionallyNotDocumented: [
    'index.Element.__type.onError',
    'index.Result.__type.returnAs',
    'index.Result.__type.dtype',
    'index.TypedResult.__type.returnAs',
    'index.TypedResult.__type.onError',
    'index.TypedResult.__type.dtype',
    'index.BatchId.__type.__brand',
    'index.CallId.__type.__brand',
  ],
};
