import { createHash, type KeyObject, sign, type X509Certificate } from 'node:crypto';
import { xmlAttribute, xmlText } from './xml.ts';

/** Who asks INSi, and the certificate by which she says so (RSA: a professional's, of IGC-Santé). */
export interface InsiCaller {
  /** Number of the professional, as her certificate has it, and what kind of number it is. */
  readonly nameId: string;
  readonly nameQualifier: string;
  /** Number by which the Assurance Maladie knows her for billing. */
  readonly billingNumber: string;
  /** Code of her specialty, where she has one. */
  readonly specialty?: string;
  /** Code of the sector of activity (TRE_R02), such as `SA05`. */
  readonly sector: string;
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
  /** The name in the certificate, where INSi wants it written otherwise than RFC 4514 does. */
  readonly issuer?: string;
}

const saml = 'urn:oasis:names:tc:SAML:2.0:assertion';
const dsig = 'http://www.w3.org/2000/09/xmldsig#';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/**
 * The assertion of a professional for teleservices of the Assurance Maladie: SAML 2.0, signed by RSA with SHA-256 (XML
 * Signature, enveloped, exclusive canonical form), as programs that are certified for INSi have published it. It says who asks,
 * not about whom, and is believed for an hour after `at`. It is written in canonical form from the start, so that what is
 * digested is what is sent: no element is empty by a slash, every namespace stands where it is first used, and attributes are
 * in their order.
 */
export function signInsiAssertion(caller: InsiCaller, { id, at }: { readonly id: string; readonly at: Date }): string {
  const { nameId, nameQualifier, billingNumber, specialty, sector, key, certificate } = caller;
  const issuer = caller.issuer ?? subjectOf(certificate);
  const attributes: readonly (readonly [name: string, value: string | undefined])[] = [
    ['identifiantFacturation', billingNumber],
    ['codeSpecialiteAMO', specialty],
    ['secteurActivite', sector],
  ];
  const said = attributes.map(([name, value]) =>
    value === undefined
      ? ''
      : `<Attribute Name="${name}"><AttributeValue>${xmlText(value)}</AttributeValue></Attribute>`,
  );
  const opening =
    `<Assertion xmlns="${saml}" ID="_${id}" IssueInstant="${at.toISOString()}" Version="2.0">` +
    `<Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">${xmlText(issuer)}</Issuer>`;
  const closing =
    `<Subject><NameID NameQualifier="${xmlAttribute(nameQualifier)}">${xmlText(nameId)}</NameID></Subject>` +
    `<AttributeStatement>${said.join('')}</AttributeStatement></Assertion>`;
  const digest = createHash('sha256').update(`${opening}${closing}`).digest('base64');
  const signedInfo = signedInfoOf(`_${id}`, digest);
  const signature = sign('sha256', Buffer.from(signedInfo), key).toString('base64');
  // Inside of Signature the namespace is in force already: what was signed says it, for it was canonical by itself.
  const inPlace = signedInfo.replace(` xmlns="${dsig}"`, '');
  return [
    opening,
    `<Signature xmlns="${dsig}">${inPlace}<SignatureValue>${signature}</SignatureValue>`,
    `<KeyInfo><X509Data><X509Certificate>${certificate.raw.toString('base64')}</X509Certificate></X509Data></KeyInfo>`,
    `</Signature>${closing}`,
  ].join('');
}

function signedInfoOf(id: string, digest: string): string {
  const algorithm = (element: string, name: string) => `<${element} Algorithm="${name}"></${element}>`;
  return [
    `<SignedInfo xmlns="${dsig}">`,
    algorithm('CanonicalizationMethod', exclusive),
    algorithm('SignatureMethod', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'),
    `<Reference URI="#${id}"><Transforms>`,
    algorithm('Transform', `${dsig}enveloped-signature`),
    algorithm('Transform', exclusive),
    '</Transforms>',
    algorithm('DigestMethod', 'http://www.w3.org/2001/04/xmlenc#sha256'),
    `<DigestValue>${digest}</DigestValue></Reference></SignedInfo>`,
  ].join('');
}

/** The name in a certificate, the most particular first (RFC 4514). */
function subjectOf({ subject }: X509Certificate): string {
  return subject.split('\n').reverse().join(',');
}
