/** A version of a package as people and the lock file write it: `hl7.fhir.uv.ips#1.1.0`. */
export function nameOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name}#${version}`;
}

const nameForm = /^[A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*$/;
const versionForm = /^[0-9A-Za-z][0-9A-Za-z.+-]*$/;
const longest = 128;

/** Forms of the FHIR package specification (packages.html), which keep them harmless in addresses and file names. */
export function isPackageName(name: string): boolean {
  return name.length <= longest && nameForm.test(name);
}

export function isPackageVersion(version: string): boolean {
  return version.length <= longest && versionForm.test(version);
}

/** `name#version`, `name@version` or `name`; undefined where it is none of them. */
export function parsePackageName(
  text: string,
): { readonly name: string; readonly version: string | undefined } | undefined {
  const [name = '', version, ...more] = text.split(/[#@]/);
  const sound = isPackageName(name) && (version === undefined || isPackageVersion(version)) && more.length === 0;
  return sound ? { name, version } : undefined;
}

/** Packages that need not be added: R4 is what the node is made of. */
export function isBuiltIn(name: string, wanted: string): boolean {
  return (name === 'hl7.fhir.r4.core' || name === 'hl7.fhir.core') && wanted.startsWith('4.0');
}
