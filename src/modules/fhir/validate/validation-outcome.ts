import type { ValidationIssue } from './run.ts';

/**
 * An OperationOutcome with every issue: the path as FHIRPath, the rule's key and the profile that it comes from (in
 * `diagnostics`), and where nothing is wrong one that says so.
 */
export function validationOutcome(issues: readonly ValidationIssue[]): object {
  const listed = issues.map(({ severity, type, code, text, path, rule, profile }) => {
    const origin = [
      ...(rule === undefined ? [] : [`rule ${rule}`]),
      ...(profile === undefined ? [] : [`of ${profile}`]),
    ];
    return {
      severity,
      code: type,
      details: { coding: [{ system: 'urn:carnet:fault', code }], text },
      ...(origin.length === 0 ? {} : { diagnostics: origin.join(' ') }),
      ...(path === undefined ? {} : { expression: [path] }),
    };
  });
  const sound = { severity: 'information', code: 'informational', details: { text: 'Nothing is wrong.' } };
  return { resourceType: 'OperationOutcome', issue: listed.length === 0 ? [sound] : listed };
}
