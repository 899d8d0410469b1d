import type { Criteria, Interaction, Kind, Patch } from './records-model.ts';

export const jsonPatch = 'application/json-patch+json';

/** Method, address, headers and body of an interaction. */
interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource?: object;
}

/** The request that an interaction is sent by. */
export function requestOf(one: Interaction, asFhirPath: boolean, queryOf: (criteria: Criteria) => string): Request {
  switch (one.op) {
    case 'create': {
      const { resourceType } = one.body;
      const ifNoneExist = one.ifNoneExist === undefined ? {} : { 'if-none-exist': queryOf(one.ifNoneExist) };
      return { method: 'POST', url: resourceType, headers: ifNoneExist, resource: one.body };
    }
    case 'update': {
      const url = `${one.body.resourceType}/${one.id}`;
      const headers = { ...etag(one.ifMatch), ...(one.ifAbsent === true && { 'if-none-match': '*' }) };
      return { method: 'PUT', url, headers, resource: one.body };
    }
    case 'updateWhere':
      return {
        method: 'PUT',
        url: `${one.body.resourceType}?${queryOf(one.criteria)}`,
        headers: {},
        resource: one.body,
      };
    case 'delete':
      return { method: 'DELETE', url: `${one.type}/${one.id}`, headers: etag(one.ifMatch) };
    case 'deleteWhere':
      return { method: 'DELETE', url: `${one.type}?${queryOf(one.criteria)}`, headers: {} };
    case 'patch':
      return {
        method: 'PATCH',
        url: `${one.type}/${one.id}`,
        headers: etag(one.ifMatch),
        resource: patchBody(one, asFhirPath),
      };
    case 'patchWhere':
      return {
        method: 'PATCH',
        url: `${one.type}?${queryOf(one.criteria)}`,
        headers: {},
        resource: patchBody(one, asFhirPath),
      };
  }
}

function etag(version: string | undefined): Record<string, string> {
  return version === undefined ? {} : { 'if-match': `W/"${version}"` };
}

function patchBody(
  { patch: { element, value, was }, type }: { readonly patch: Patch; readonly type: Kind },
  asFhirPath: boolean,
): object {
  // FHIRPath Patch knows no test.
  if (asFhirPath && was === undefined) {
    const part = [
      { name: 'type', valueCode: 'replace' },
      { name: 'path', valueString: `${type}.${element}` },
      { name: 'value', ...(element === 'status' ? { valueCode: value } : { valueDate: value }) },
    ];
    return { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] };
  }
  const test = was === undefined ? [] : [{ op: 'test', path: `/${element}`, value: was }];
  return [...test, { op: 'replace', path: `/${element}`, value }];
}

/** Of writes for one Bundle those that cannot get in each other's way, so that what must come of them is plain. */
export function independent<Planned extends { readonly interaction: Interaction }>(
  writes: readonly Planned[],
): readonly Planned[] {
  const kept: Planned[] = [];
  for (const one of writes) if (!kept.some((other) => collide(one.interaction, other.interaction))) kept.push(one);
  return kept;
}

function collide(one: Interaction, other: Interaction): boolean {
  const type = (of: Interaction) => ('body' in of ? of.body.resourceType : of.type);
  const conditional = (of: Interaction) => 'criteria' in of || (of.op === 'create' && of.ifNoneExist !== undefined);
  const id = (of: Interaction) => ('id' in of ? of.id : undefined);
  if (type(one) !== type(other)) return false;
  return conditional(one) || conditional(other) || (id(one) !== undefined && id(one) === id(other));
}

/** A new Observation and the new Patient whom it can be about. */
export function linkable(
  interactions: readonly Interaction[],
): { readonly from: number; readonly to: number } | undefined {
  const creates = (type: Kind) =>
    interactions.findIndex(
      (one) => one.op === 'create' && one.ifNoneExist === undefined && one.body.resourceType === type,
    );
  const [from, to] = [creates('Observation'), creates('Patient')];
  return from === -1 || to === -1 ? undefined : { from, to };
}

/** A JSON Patch stands in a Bundle as a Binary (http.html#patch). */
export function inBundle(resource: object): object {
  if (!Array.isArray(resource)) return resource;
  const data = Buffer.from(JSON.stringify(resource)).toString('base64');
  return { resourceType: 'Binary', contentType: jsonPatch, data };
}

export function conditionsOf(headers: Readonly<Record<string, string>>): object {
  const names = { 'if-match': 'ifMatch', 'if-none-match': 'ifNoneMatch', 'if-none-exist': 'ifNoneExist' };
  return Object.fromEntries(
    Object.entries(names).flatMap(([header, name]) => (headers[header] === undefined ? [] : [[name, headers[header]]])),
  );
}
