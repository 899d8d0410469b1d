import { hash } from 'node:crypto';
import { type CareCategory, careCategories, type Resource } from '#fhir';
import { fail, isResourceId, type Outcome } from '#kernel';
import { checkChoices } from './change-sharing.ts';
import type { Restriction, RestrictionAudience, SharingChoices } from './contract.ts';

/**
 * A person's choices as a FHIR Consent (IHE PCF, Explicit Basic and Intermediate Consent): what is shared for treatment
 * is permitted, and each restriction is a nested provision that denies. One resource for each person; a change is its next
 * version, which is the receipt of it.
 */

/** Security label of these resources: the choices are seen by those alone who may make them. */
export const choicesLabel = 'CARNET_CHOICES';
/** The systems of what no code system of HL7 has: the parts of a record, and readers abroad in general. */
const categorySystem = 'urn:carnet:care-category';
const audienceSystem = 'urn:carnet:audience';
const countrySystem = 'urn:iso:std:iso:3166';
const professionalSystem = 'urn:carnet:professional';
const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const actReason = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const action = { system: 'http://terminology.hl7.org/CodeSystem/consentaction', code: 'disclose' };
const prefix = 'choices-';
const longestId = 64;

/** The id of the Consent of a person. */
export function consentId(patient: string): string {
  const id = `${prefix}${patient}`;
  return id.length <= longestId ? id : `${prefix}${hash('sha256', patient).slice(0, longestId - prefix.length)}`;
}

interface Actor {
  readonly role: { readonly coding: readonly { readonly system: string; readonly code: string }[] };
  readonly reference: { readonly reference?: string; readonly identifier?: Identifier };
}
interface Identifier {
  readonly system?: string;
  readonly value?: string;
}
interface Coding {
  readonly system?: string;
  readonly code?: string;
}
interface Provision {
  readonly type?: string;
  readonly actor?: readonly Actor[];
  readonly action?: readonly { readonly coding?: readonly Coding[] }[];
  readonly class?: readonly Coding[];
  readonly securityLabel?: readonly Coding[];
  readonly data?: readonly { readonly meaning?: string; readonly reference?: { readonly reference?: string } }[];
  readonly purpose?: readonly Coding[];
  readonly provision?: readonly Provision[];
}

export function consentOf(choices: SharingChoices, { id, now }: { readonly id: string; readonly now: Date }): Resource {
  const { patient, crossBorder, restrictions, shared = [] } = choices;
  const nested: readonly Provision[] = [
    ...(crossBorder ? [] : [{ type: 'deny', actor: actorsOf('abroad'), action: [{ coding: [action] }] }]),
    ...restrictions.map(provisionOf),
    ...(shared.length === 0
      ? []
      : [{ type: 'permit', securityLabel: shared.map((code) => ({ system: actCode, code })) }]),
  ];
  const person = { reference: `Patient/${patient}` };
  return {
    resourceType: 'Consent',
    id,
    meta: { security: [{ system: 'urn:carnet:security-label', code: choicesLabel }] },
    status: 'active',
    scope: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
    },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: person,
    dateTime: now.toISOString(),
    performer: [person],
    policyRule: { coding: [{ system: actCode, code: nested.length === 0 ? 'OPTIN' : 'OPTINR' }] },
    provision: {
      type: 'permit',
      purpose: [{ system: actReason, code: 'TREAT' }],
      ...(nested.length === 0 ? {} : { provision: nested }),
    },
  };
}

function provisionOf({ category, entry, label, audience }: Restriction): Provision {
  return {
    type: 'deny',
    ...(audience === 'everyone' ? {} : { actor: actorsOf(audience) }),
    ...(category === undefined ? {} : { class: [{ system: categorySystem, code: category }] }),
    ...(label === undefined ? {} : { securityLabel: [{ system: actCode, code: label }] }),
    ...(entry === undefined ? {} : { data: [{ meaning: 'instance', reference: { reference: entry } }] }),
  };
}

function actorsOf(audience: Exclude<RestrictionAudience, 'everyone'>): readonly Actor[] {
  const role = {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }],
  };
  return [{ role, reference: actorOf(audience) }];
}

function actorOf(audience: Exclude<RestrictionAudience, 'everyone'>): Actor['reference'] {
  if (audience === 'abroad') return { identifier: { system: audienceSystem, value: 'abroad' } };
  if ('country' in audience) return { identifier: { system: countrySystem, value: audience.country } };
  const [type, id] =
    'organization' in audience ? ['Organization', audience.organization] : ['Practitioner', audience.practitioner];
  return isResourceId(id)
    ? { reference: `${type}/${id}` }
    : { identifier: { system: `${professionalSystem}:${type.toLowerCase()}`, value: id } };
}

/** Elements of a Consent that say nothing about who sees what, and may come along. */
const beside: ReadonlySet<string> = new Set([
  'resourceType',
  'id',
  'meta',
  'text',
  'language',
  'identifier',
  'dateTime',
  'performer',
  'organization',
  'source',
  'sourceAttachment',
  'sourceReference',
  'policy',
  'policyRule',
]);

/**
 * The choices that a Consent of the same form makes. What could not be kept as it is meant is refused, with its path:
 * a choice that silently does something else would be worse than none. Faults: `request.bad`.
 */
export function choicesOfConsent(resource: Resource): Outcome<SharingChoices> {
  const { patient, status, scope: _scope, category: _category, provision, ...others } = resource;
  const other = Object.keys(others).find((element) => !beside.has(element));
  if (other !== undefined) return unfit('This element of a Consent is not understood here.', other);
  if (status !== 'active') return unfit('Choices in force are an active Consent.', 'status');
  const person = idIn((patient as { readonly reference?: unknown } | undefined)?.reference, 'Patient');
  if (person === undefined) return unfit('Name the Patient by a reference.', 'patient');
  const base = (provision ?? { type: 'permit' }) as Provision;
  const { type, purpose = [], provision: nested = [], ...narrowed } = base;
  if (type !== 'permit')
    return unfit('The base is a permission; what is kept from readers is nested in it.', 'provision.type');
  if (!purpose.every(({ code }) => code === 'TREAT'))
    return unfit('Choices here are about treatment.', 'provision.purpose');
  const [more] = Object.keys(narrowed);
  if (more !== undefined) return unfit('The base may not be narrowed.', `provision.${more}`);
  let crossBorder = true;
  const restrictions: Restriction[] = [];
  const shared: string[] = [];
  for (const [index, one] of nested.entries()) {
    const read = readProvision(one, `provision.provision[${index}]`);
    if (!read.ok) return read;
    if (read.value === 'closed abroad') crossBorder = false;
    else if ('shared' in read.value) shared.push(...read.value.shared);
    else restrictions.push(read.value);
  }
  return checkChoices({ patient: person, crossBorder, restrictions, ...(shared.length === 0 ? {} : { shared }) });
}

type Meaning = 'closed abroad' | { readonly shared: readonly string[] } | Restriction;

function readProvision(provision: Provision, at: string): Outcome<Meaning> {
  const { type, actor, action: acts, class: classes, securityLabel, data, ...others } = provision;
  const [other] = Object.keys(others);
  if (other !== undefined) return unfit('A choice cannot be narrowed by this.', `${at}.${other}`);
  const labels = (securityLabel ?? []).map(({ code = '' }) => code);
  if (type === 'permit') {
    const only = actor === undefined && acts === undefined && classes === undefined && data === undefined;
    if (!only || labels.length === 0) return unfit('What is shared all the same is named by labels alone.', at);
    return { ok: true, value: { shared: labels } };
  }
  if (type !== 'deny') return unfit('A nested provision denies, or permits by label.', `${at}.type`);
  const audience = actor === undefined ? 'everyone' : audienceIn(actor);
  if (audience === undefined) return unfit('This actor is nobody whom a choice can name.', `${at}.actor`);
  const named = [classes, securityLabel, data].filter((one) => one !== undefined);
  if (acts !== undefined) {
    const isDisclosure = acts.length === 1 && acts[0]?.coding?.[0]?.code === action.code;
    if (!isDisclosure || audience !== 'abroad' || named.length > 0) {
      return unfit('Disclosure is denied to readers abroad as a whole.', `${at}.action`);
    }
    return { ok: true, value: 'closed abroad' };
  }
  if (named.length > 1 || named.some((one) => one.length !== 1)) {
    return unfit('A provision keeps one thing: a class, a label or an entry; all of them are several provisions.', at);
  }
  if (classes !== undefined) {
    const category = careCategories.find((one) => one === classes[0]?.code) as CareCategory | undefined;
    if (classes[0]?.system !== categorySystem || category === undefined) {
      return unfit(`A class is a part of the record, of ${categorySystem}.`, `${at}.class`);
    }
    return { ok: true, value: { category, audience } };
  }
  if (data !== undefined) {
    const entry = data[0]?.reference?.reference;
    if (data[0]?.meaning !== 'instance' || entry === undefined) {
      return unfit('An entry is named as an instance, by its reference.', `${at}.data`);
    }
    return { ok: true, value: { entry, audience } };
  }
  const [label] = labels;
  return { ok: true, value: label === undefined ? { everything: true, audience } : { label, audience } };
}

function audienceIn(actors: readonly Actor[]): RestrictionAudience | undefined {
  const [{ reference } = { reference: undefined }, ...more] = actors;
  if (more.length > 0 || reference === undefined) return undefined;
  const { identifier } = reference;
  if (identifier !== undefined) {
    const { system, value = '' } = identifier;
    if (system === audienceSystem) return value === 'abroad' ? 'abroad' : undefined;
    if (system === countrySystem) return { country: value };
    if (system === `${professionalSystem}:organization`) return { organization: value };
    return system === `${professionalSystem}:practitioner` ? { practitioner: value } : undefined;
  }
  const organization = idIn(reference.reference, 'Organization');
  if (organization !== undefined) return { organization };
  const practitioner = idIn(reference.reference, 'Practitioner');
  return practitioner === undefined ? undefined : { practitioner };
}

function idIn(reference: unknown, type: string): string | undefined {
  if (typeof reference !== 'string' || !reference.startsWith(`${type}/`)) return undefined;
  const id = reference.slice(type.length + 1);
  return isResourceId(id) ? id : undefined;
}

function unfit(text: string, path: string): Outcome<never> {
  return fail('request.bad', text, `Consent.${path}`);
}
