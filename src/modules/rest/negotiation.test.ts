import { describe, expect, it } from 'vitest';
import type { StoredVersion } from '#records';
import { isUnchanged, versionOfIfMatch } from './conditions.ts';
import { faultOfError } from './fault-of-error.ts';
import { paramsOf } from './params.ts';
import { readerLanguage } from './patient-summary.ts';
import { preferencesOf } from './preferences.ts';

describe('If-Match', () => {
  it('names one version', () => {
    expect(versionOfIfMatch('W/"3"')).toEqual({ ok: true, value: 3 });
    expect(versionOfIfMatch('"3"')).toEqual({ ok: true, value: 3 });
    expect(versionOfIfMatch(undefined)).toEqual({ ok: true, value: undefined });
  });

  it('that cannot be a version matches none, and that is no entity tag is refused', () => {
    expect(versionOfIfMatch('W/"abc"')).toMatchObject({ ok: false, fault: { code: 'version.conflict' } });
    expect(versionOfIfMatch('3')).toMatchObject({ ok: false, fault: { code: 'request.bad' } });
  });
});

describe('If-None-Match and If-Modified-Since', () => {
  const stored = { version: 3, updated: new Date('2026-03-01T10:00:00.400Z') } as StoredVersion;
  it('know the version that the reader has', () => {
    expect(isUnchanged(stored, 'W/"2", W/"3"', undefined)).toBe(true);
    expect(isUnchanged(stored, 'W/"2"', 'Sun, 01 Mar 2026 10:00:00 GMT')).toBe(false);
    expect(isUnchanged(stored, undefined, 'Sun, 01 Mar 2026 10:00:00 GMT')).toBe(true);
    expect(isUnchanged(stored, undefined, 'Sun, 01 Mar 2026 09:59:59 GMT')).toBe(false);
    expect(isUnchanged(stored, undefined, 'yesterday')).toBe(false);
  });
});

describe('Prefer', () => {
  it('is read in one header or many', () => {
    expect(preferencesOf('return=minimal; handling=lenient')).toEqual({ return: 'minimal', handling: 'lenient' });
    expect(preferencesOf(['return=OperationOutcome'])).toEqual({ return: 'OperationOutcome', handling: 'strict' });
    expect(preferencesOf('respond-async, return=everything')).toEqual({ handling: 'strict' });
  });
});

describe('paramsOf', () => {
  it('refuses broken encoding, control characters and floods', () => {
    for (const query of ['a=%zz', 'a=%ff', 'a=%00', '%01=a', Array(300).fill('a=1').join('&')]) {
      expect(paramsOf(query).ok).toBe(false);
    }
    expect(paramsOf('family=mor%C3%A9au+x')).toMatchObject({ ok: true });
  });
});

describe('readerLanguage', () => {
  it('takes what was asked for, then the best of Accept-Language, then the node’s own', () => {
    expect(readerLanguage('pt', 'fr', 'en')).toBe('pt');
    expect(readerLanguage(null, 'de;q=0.5, fr-BE;q=0.9, *;q=0.1', 'en')).toBe('fr-BE');
    expect(readerLanguage('<script>', undefined, 'en')).toBe('en');
  });
});

describe('faultOfError', () => {
  it('tells what the client can mend from a defect', () => {
    expect(faultOfError({ code: 'FST_ERR_CTP_BODY_TOO_LARGE' })?.code).toBe('body.too-large');
    expect(faultOfError(Object.assign(new Error('x'), { name: 'DatabaseError', sqlState: '57P01' }))?.code).toBe(
      'database.unavailable',
    );
    expect(faultOfError(Object.assign(new Error('x'), { name: 'DatabaseError', sqlState: '42601' }))).toBeUndefined();
    expect(faultOfError(new TypeError('x'))).toBeUndefined();
  });
});
