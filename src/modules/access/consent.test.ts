import { describe, expect, it } from 'vitest';
import { checkStructure, type Resource } from '#fhir';
import { choicesOfConsent, consentId, consentOf } from './consent.ts';
import type { SharingChoices } from './contract.ts';

const now = new Date('2026-11-22T10:00:00Z');
const made = (choices: SharingChoices) => consentOf(choices, { id: 'c', now });
const choices: SharingChoices = {
  patient: 'claire',
  crossBorder: false,
  restrictions: [
    { category: 'problems', audience: 'everyone' },
    { category: 'plan', audience: 'abroad' },
    { entry: 'Condition/gout', audience: { practitioner: 'sophie' } },
    { label: 'HIV', audience: { country: 'PT' } },
    { everything: true, audience: { organization: 'org-park' } },
    { everything: true, audience: { practitioner: '10001234567/7' } },
  ],
  shared: ['V'],
};

describe('choices as a Consent', () => {
  it('come back as they were made', () => {
    const read = choicesOfConsent(made(choices));
    expect(read).toMatchObject({ ok: true, value: { patient: 'claire', crossBorder: false, shared: ['V'] } });
    if (!read.ok) return;
    const sorted = (all: SharingChoices['restrictions']) =>
      all.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort();
    expect(sorted(read.value.restrictions)).toEqual(sorted(choices.restrictions));
    const none = { patient: 'claire', crossBorder: true, restrictions: [] };
    expect(choicesOfConsent(made(none))).toEqual({ ok: true, value: none });
  });

  it('are a Consent as R4 has it', () => {
    expect(checkStructure(made(choices))).toEqual([]);
  });

  it('have an id for every person', () => {
    expect(consentId('claire')).toBe('choices-claire');
    expect(consentId('x'.repeat(64))).toMatch(/^choices-[0-9a-f]{56}$/);
  });

  const base = made({ patient: 'claire', crossBorder: true, restrictions: [] });
  const nested = (provision: object): Resource => ({ ...base, provision: { type: 'permit', provision: [provision] } });
  it.each([
    ['a draft', { ...base, status: 'draft' }, 'Consent.status'],
    ['nobody', { ...base, patient: undefined }, 'Consent.patient'],
    ['a base that denies', { ...base, provision: { type: 'deny' } }, 'Consent.provision.type'],
    [
      'another purpose',
      { ...base, provision: { type: 'permit', purpose: [{ code: 'HRESCH' }] } },
      'Consent.provision.purpose',
    ],
    ['a time in which it holds', { ...base, provision: { type: 'permit', period: {} } }, 'Consent.provision.period'],
    ['an extension', { ...base, modifierExtension: [{}] }, 'Consent.modifierExtension'],
    ['a nested time', nested({ type: 'deny', dataPeriod: {} }), 'Consent.provision.provision[0].dataPeriod'],
    ['provisions three deep', nested({ type: 'deny', provision: [{}] }), 'Consent.provision.provision[0].provision'],
    [
      'an actor that is no reader',
      nested({ type: 'deny', actor: [{ reference: { reference: 'Device/x' } }] }),
      'Consent.provision.provision[0].actor',
    ],
    [
      'a class of another system',
      nested({ type: 'deny', class: [{ system: 'urn:x', code: 'problems' }] }),
      'Consent.provision.provision[0].class',
    ],
    [
      'what is related to an entry',
      nested({ type: 'deny', data: [{ meaning: 'related', reference: { reference: 'Condition/x' } }] }),
      'Consent.provision.provision[0].data',
    ],
    ['a permission of a reader', nested({ type: 'permit', actor: [] }), 'Consent.provision.provision[0]'],
  ])('refuse %s, with its path', (_what, resource, path) => {
    expect(choicesOfConsent(resource as Resource)).toMatchObject({
      ok: false,
      fault: { code: 'request.bad', issues: [{ path }] },
    });
  });
});
