import { SaxesParser } from 'saxes';
import { fail, type Outcome, ok } from '#kernel';
import type { InsiAnswer, InsiIdentity, InsiQuestion } from './contract.ts';

/**
 * The messages of the teleservice INSi (WSDL DESIR_ICIR, service `ServiceIdentiteCertifiee` 1.0.0, SOAP 1.2), as programs that
 * are certified for it have published them. What it must be sent besides, the SAML assertion of a professional's card or of an
 * organisation's certificate, is not public and not here.
 */
export const insiAction = 'urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite';

const soap = 'http://www.w3.org/2003/05/soap-envelope';
const addressing = 'http://www.w3.org/2005/08/addressing';
const asking = 'http://www.cnamts.fr/INSiRecSans';
const answering = 'http://www.cnamts.fr/INSiResultat';
const longestMessage = 65_536;

/** Who asks, by what software: the contexts BAM and LPS of a request. */
export interface InsiContext {
  /** UUIDs of the two contexts and of the message. */
  readonly ids: readonly [bam: string, lps: string, message: string];
  readonly at: Date;
  /** Number of the professional or the organisation. */
  readonly sender: string;
  readonly software: {
    readonly name: string;
    readonly version: string;
    readonly instance: string;
    /** Number of its certification. */
    readonly idam: string;
  };
}

export function writeInsiQuestion(question: InsiQuestion, context: InsiContext): string {
  const { ids, at, sender, software } = context;
  const [bam, lps, message] = ids;
  const time = at.toISOString();
  const traits: readonly (readonly [name: string, value: string | undefined])[] = [
    ['NomNaissance', insiName(question.birthName)],
    ['Prenom', insiName(question.givenName)],
    ['Sexe', question.sex === 'female' ? 'F' : 'M'],
    ['DateNaissance', question.birthDate],
    ['LieuNaissance', question.birthPlace],
  ];
  const asked = traits.map(([name, value]) => (value === undefined ? '' : `<r:${name}>${escaped(value)}</r:${name}>`));
  return [
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${soap}"><soap:Header>`,
    '<b:ContexteBAM xmlns:b="urn:siram:bam:ctxbam" Version="01_02">',
    `<b:Id>${bam}</b:Id><b:Temps>${time}</b:Temps><b:Emetteur>${escaped(sender)}</b:Emetteur><b:COUVERTURE/>`,
    '</b:ContexteBAM>',
    '<l:ContexteLPS xmlns:l="urn:siram:lps:ctxlps" Nature="CTXLPS" Version="01_00">',
    `<l:Id>${lps}</l:Id><l:Temps>${time}</l:Temps><l:Emetteur>${escaped(sender)}</l:Emetteur>`,
    `<l:LPS><l:IDAM R="4">${escaped(software.idam)}</l:IDAM><l:Version>${escaped(software.version)}</l:Version>`,
    `<l:Instance>${escaped(software.instance)}</l:Instance><l:Nom>${escaped(software.name)}</l:Nom></l:LPS>`,
    '</l:ContexteLPS>',
    `<a:Action xmlns:a="${addressing}">${insiAction}</a:Action>`,
    `<a:MessageID xmlns:a="${addressing}">uuid:${message}</a:MessageID>`,
    `</soap:Header><soap:Body><r:RECSANSVITALE xmlns:r="${asking}">${asked.join('')}</r:RECSANSVITALE>`,
    '</soap:Body></soap:Envelope>',
  ].join('');
}

/** What a request asks; undefined where it is none. */
export function readInsiQuestion(xml: string): InsiQuestion | undefined {
  const found = textsOf(xml, asking);
  const traits = (name: string) => found?.get(`RECSANSVITALE/${name}`)?.[0];
  const [birthName, givenName, sex, birthDate] = ['NomNaissance', 'Prenom', 'Sexe', 'DateNaissance'].map(traits);
  if (birthName === undefined || givenName === undefined || birthDate === undefined) return undefined;
  if (sex !== 'F' && sex !== 'M') return undefined;
  const birthPlace = traits('LieuNaissance');
  return {
    birthName,
    givenName,
    sex: sex === 'F' ? 'female' : 'male',
    birthDate,
    ...(birthPlace === undefined ? {} : { birthPlace }),
  };
}

const labels = {
  one: ['00', 'OK'],
  none: ['01', 'Aucune identite trouvee'],
  several: ['02', 'Plusieurs identites trouvees'],
} as const;

export function writeInsiAnswer(answer: InsiAnswer): string {
  const [code, label] = labels[answer.found];
  return [
    `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="${soap}"><soap:Body>`,
    `<RESULTAT xmlns="${answering}"><CR><CodeCR>${code}</CodeCR><LibelleCR>${label}</LibelleCR></CR>`,
    answer.found === 'one' ? individual(answer.identity) : '',
    '</RESULTAT></soap:Body></soap:Envelope>',
  ].join('');
}

function individual({ ins, domain, birthName, givenNames, sex, birthDate, birthPlace }: InsiIdentity): string {
  return [
    `<INDIVIDU><INSACTIF><IdIndividu><NumIdentifiant>${escaped(ins.slice(0, 13))}</NumIdentifiant>`,
    `<Cle>${escaped(ins.slice(13))}</Cle></IdIndividu><OID>${escaped(domain)}</OID></INSACTIF>`,
    `<TIQ><NomNaissance>${escaped(birthName)}</NomNaissance><ListePrenom>${escaped(givenNames)}</ListePrenom>`,
    `<Sexe>${sex === 'female' ? 'F' : 'M'}</Sexe><DateNaissance>${escaped(birthDate)}</DateNaissance>`,
    birthPlace === undefined ? '' : `<LieuNaissance>${escaped(birthPlace)}</LieuNaissance>`,
    '</TIQ></INDIVIDU>',
  ].join('');
}

/** Fault: `insi.unavailable`, for what is no answer of the teleservice, a SOAP fault too; nothing of it is quoted. */
export function readInsiAnswer(xml: string): Outcome<InsiAnswer> {
  const found = textsOf(xml, answering);
  const text = (path: string) => found?.get(`RESULTAT/${path}`)?.[0];
  const code = text('CR/CodeCR');
  if (code === '01') return ok({ found: 'none' });
  if (code === '02') return ok({ found: 'several' });
  const person = 'INDIVIDU/TIQ/';
  const active = 'INDIVIDU/INSACTIF/';
  const ins = `${text(`${active}IdIndividu/NumIdentifiant`) ?? ''}${text(`${active}IdIndividu/Cle`) ?? ''}`;
  const [domain, birthName, givenNames, birthDate] = [
    text(`${active}OID`),
    text(`${person}NomNaissance`),
    text(`${person}ListePrenom`),
    text(`${person}DateNaissance`),
  ];
  const sex = text(`${person}Sexe`);
  const birthPlace = text(`${person}LieuNaissance`);
  const isWhole =
    code === '00' &&
    ins.length === 15 &&
    domain !== undefined &&
    /^[\d.]{10,40}$/.test(domain) &&
    birthName !== undefined &&
    givenNames !== undefined &&
    birthDate !== undefined &&
    /^\d{4}-\d{2}-\d{2}$/.test(birthDate) &&
    (sex === 'F' || sex === 'M');
  if (!isWhole) return fail('insi.unavailable', 'INSi did not answer as it does.');
  return ok({
    found: 'one',
    identity: {
      ins,
      domain,
      birthName,
      givenNames,
      sex: sex === 'F' ? 'female' : 'male',
      birthDate,
      ...(birthPlace === undefined ? {} : { birthPlace }),
    },
  });
}

/** As INSi takes names: capitals without accents; hyphens and apostrophes stay. */
export function insiName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toUpperCase()
    .replaceAll('Œ', 'OE')
    .replaceAll('Æ', 'AE')
    .replaceAll('’', "'")
    .replace(/\s+/gu, ' ')
    .trim();
}

function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    '<': '&lt;',
    '>': '&gt;',
    '&': '&amp;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return text.replaceAll(/[<>&"']/g, (sign) => signs[sign] ?? '');
}

/** Texts of elements of one namespace by their path below it; undefined for what is no such message: no DTD is read. */
function textsOf(xml: string, namespace: string): ReadonlyMap<string, readonly string[]> | undefined {
  if (xml.length > longestMessage || xml.includes('<!DOCTYPE')) return undefined;
  const texts = new Map<string, string[]>();
  const path: string[] = [];
  let text = '';
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local, uri }) => {
    if (uri === namespace) path.push(local);
    text = '';
  });
  parser.on('text', (piece) => {
    text += piece;
  });
  parser.on('closetag', ({ uri }) => {
    if (uri !== namespace) return;
    const at = path.join('/');
    if (text.trim() !== '') texts.set(at, [...(texts.get(at) ?? []), text.trim()]);
    path.pop();
    text = '';
  });
  try {
    parser.write(xml).close();
  } catch {
    return undefined;
  }
  return texts;
}
