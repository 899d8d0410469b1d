import type { useI18n } from '#ui';

/** Systems of the matricule INS: NIR, NIA, test and demonstration. */
const ins = /^urn:oid:1\.2\.250\.1\.213\.1\.4\.(8|9|10|11)$/;

/** How people call an identifier; its system where they have no name for it. */
export function identifierName(system: string | undefined, t: ReturnType<typeof useI18n>['t']): string {
  if (system === undefined) return t('identity.identifier');
  return ins.test(system) ? t('identity.ins') : t('identity.identifier.of', { system });
}
