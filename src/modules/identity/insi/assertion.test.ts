import { createHash, verify } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type InsiCaller, signInsiAssertion } from './assertion.ts';
import { testInsiCaller } from './testing-insi.ts';
import { readXml } from './xml.ts';

const prefixes = { 'urn:oasis:names:tc:SAML:2.0:assertion': 'a', 'http://www.w3.org/2000/09/xmldsig#': 'd' };
const context = { id: '7731d686-0465-4bb2-9c37-ab1b2d83c9b9', at: new Date('2022-04-13T09:31:02.660Z') };
const digestOf = (text: string) => createHash('sha256').update(text).digest('base64');
const withoutSignature = (assertion: string) => assertion.replace(/<Signature .*<\/Signature>/, '');

let caller: InsiCaller;
beforeAll(async () => {
  caller = await testInsiCaller();
});

describe('the assertion of a professional', () => {
  it('has the bytes of one that INSi took, by the digest that was published', () => {
    const issuer = '2.5.4.42=OLIVIER+CN=00B6087510+SN=INFIRMCS ADELI8751,T=Infirmier,C=FR';
    const made = signInsiAssertion({ ...caller, issuer }, context);
    expect(digestOf(withoutSignature(made))).toBe('MEOeKPby8r2qOYhIWmuzWqPzdsNtfuu6wfypVkIXLcY=');
  });

  it('is signed: its digest, and by RSA what says the digest', () => {
    const made = signInsiAssertion({ ...caller, specialty: '01' }, context);
    const read = readXml(made, prefixes);
    const signature = 'a:Assertion/d:Signature';
    expect(read?.text(`${signature}/d:SignedInfo/d:Reference/d:DigestValue`)).toBe(digestOf(withoutSignature(made)));
    expect(read?.attribute(`${signature}/d:SignedInfo/d:Reference`, 'URI')).toBe(
      `#${read?.attribute('a:Assertion', 'ID')}`,
    );
    const info = /<SignedInfo>.*<\/SignedInfo>/.exec(made)?.[0] ?? '';
    const canonical = info.replace('<SignedInfo>', '<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#">');
    const bytes = Buffer.from(read?.text(`${signature}/d:SignatureValue`) ?? '', 'base64');
    expect(verify('sha256', Buffer.from(canonical), caller.certificate.publicKey, bytes)).toBe(true);
    expect(verify('sha256', Buffer.from(`${canonical} `), caller.certificate.publicKey, bytes)).toBe(false);
    const shown = read?.text(`${signature}/d:KeyInfo/d:X509Data/d:X509Certificate`);
    expect(shown).toBe(caller.certificate.raw.toString('base64'));
  });

  it('says who asks in the order of the certificate’s name, and nothing of a patient', () => {
    const made = signInsiAssertion(caller, context);
    const read = readXml(made, prefixes);
    expect(read?.text('a:Assertion/a:Issuer')).toBe('CN=00B6087510,title=Infirmier,C=FR');
    expect(read?.text('a:Assertion/a:Subject/a:NameID')).toBe('00B6087510');
    expect([...made.matchAll(/Attribute Name="(\w+)"/g)].map(([, name]) => name)).toEqual([
      'identifiantFacturation',
      'secteurActivite',
    ]);
  });

  it('brings no elements by what an operator wrote, and is canonical with every sign', () => {
    const evil = `"'><&\r\n\t\u0000</NameID><NameID>other`;
    const made = signInsiAssertion(
      { ...caller, nameId: evil, nameQualifier: evil, sector: evil, issuer: evil },
      context,
    );
    const read = readXml(made, prefixes);
    expect(read?.text('a:Assertion/a:Subject/a:NameID')).toBe(`"'><&</NameID><NameID>other`);
    expect(read?.attribute('a:Assertion/a:Subject/a:NameID', 'NameQualifier')).toBe(`"'><&</NameID><NameID>other`);
    // Canonical XML 1.0, 2.3: a text keeps its quotes, an attribute its greater-than.
    expect(made).toContain(
      `<Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">"'&gt;&lt;&amp;&lt;/NameID&gt;`,
    );
    expect(made).toContain(`NameQualifier="&quot;'>&lt;&amp;&lt;/NameID>`);
  });
});
