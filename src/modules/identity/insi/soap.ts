import { fail, type Outcome, ok } from '#kernel';
import type { InsiAnswer, InsiIdentity, InsiQuestion } from './contract.ts';
import { readXml, xmlText } from './xml.ts';

/**
 * The messages of the teleservice INSi (WSDL DESIR_ICIR, service `ServiceIdentiteCertifiee` 1.0.0, SOAP 1.2), as programs that
 * are certified for it have published them.
 */
export const insiAction = 'urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite';

const soap = 'http://www.w3.org/2003/05/soap-envelope';
const addressing = 'http://www.w3.org/2005/08/addressing';
const asking = 'http://www.cnamts.fr/INSiRecSans';
const answering = 'http://www.cnamts.fr/INSiResultat';
const security = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const errors = 'urn:siram';

const prefixes = { [soap]: 's', [asking]: 'q', [answering]: 'r', [security]: 'w', [errors]: 'e' };

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
  /** The assertion of the professional who asks, signed, as it stands in the header. */
  readonly assertion?: string;
}

export function writeInsiQuestion(question: InsiQuestion, context: InsiContext): string {
  const { ids, at, sender, software, assertion } = context;
  const [bam, lps, message] = ids;
  const time = at.toISOString();
  const traits: readonly (readonly [name: string, value: string | undefined])[] = [
    ['NomNaissance', insiName(question.birthName)],
    ['Prenom', insiName(question.givenName)],
    ['Sexe', question.sex === 'female' ? 'F' : 'M'],
    ['DateNaissance', question.birthDate],
    ['LieuNaissance', question.birthPlace],
  ];
  const asked = traits.map(([name, value]) => (value === undefined ? '' : `<r:${name}>${xmlText(value)}</r:${name}>`));
  return [
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${soap}"><soap:Header>`,
    '<b:ContexteBAM xmlns:b="urn:siram:bam:ctxbam" Version="01_02">',
    `<b:Id>${bam}</b:Id><b:Temps>${time}</b:Temps><b:Emetteur>${xmlText(sender)}</b:Emetteur><b:COUVERTURE/>`,
    '</b:ContexteBAM>',
    '<l:ContexteLPS xmlns:l="urn:siram:lps:ctxlps" Nature="CTXLPS" Version="01_00">',
    `<l:Id>${lps}</l:Id><l:Temps>${time}</l:Temps><l:Emetteur>${xmlText(sender)}</l:Emetteur>`,
    `<l:LPS><l:IDAM R="4">${xmlText(software.idam)}</l:IDAM><l:Version>${xmlText(software.version)}</l:Version>`,
    `<l:Instance>${xmlText(software.instance)}</l:Instance><l:Nom>${xmlText(software.name)}</l:Nom></l:LPS>`,
    '</l:ContexteLPS>',
    `<a:Action xmlns:a="${addressing}">${insiAction}</a:Action>`,
    `<a:MessageID xmlns:a="${addressing}">uuid:${message}</a:MessageID>`,
    assertion === undefined ? '' : `<w:Security xmlns:w="${security}">${assertion}</w:Security>`,
    `</soap:Header><soap:Body><r:RECSANSVITALE xmlns:r="${asking}">${asked.join('')}</r:RECSANSVITALE>`,
    '</soap:Body></soap:Envelope>',
  ].join('');
}

/** What a request asks; undefined where it is none. */
export function readInsiQuestion(xml: string): InsiQuestion | undefined {
  const found = readXml(xml, prefixes);
  const trait = (name: string) => found?.text(`s:Envelope/s:Body/q:RECSANSVITALE/q:${name}`);
  const [birthName, givenName, sex, birthDate] = ['NomNaissance', 'Prenom', 'Sexe', 'DateNaissance'].map(trait);
  if (birthName === undefined || givenName === undefined || birthDate === undefined) return undefined;
  if (sex !== 'F' && sex !== 'M') return undefined;
  const birthPlace = trait('LieuNaissance');
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
    `<INDIVIDU><INSACTIF><IdIndividu><NumIdentifiant>${xmlText(ins.slice(0, 13))}</NumIdentifiant>`,
    `<Cle>${xmlText(ins.slice(13))}</Cle></IdIndividu><OID>${xmlText(domain)}</OID></INSACTIF>`,
    `<TIQ><NomNaissance>${xmlText(birthName)}</NomNaissance><ListePrenom>${xmlText(givenNames)}</ListePrenom>`,
    `<Sexe>${sex === 'female' ? 'F' : 'M'}</Sexe><DateNaissance>${xmlText(birthDate)}</DateNaissance>`,
    birthPlace === undefined ? '' : `<LieuNaissance>${xmlText(birthPlace)}</LieuNaissance>`,
    '</TIQ></INDIVIDU>',
  ].join('');
}

const longestName = 200;
const forms = {
  code: /^\d{2}$/,
  number: /^\d{6}[0-9AB]\d{6}$/,
  key: /^\d{2}$/,
  domain: /^[\d.]{10,40}$/,
  name: new RegExp(`^[^\\p{Cc}]{1,${longestName}}$`, 'u'),
  sex: /^[FM]$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  place: /^\d[0-9AB]\d{3}$/,
} as const;

/**
 * What INSi answered: 00 one identity, 01 none, 02 several. Taken is one `RESULTAT` in the body, in which each element that is
 * read stands once; histories of numbers are not looked at. Fault: `insi.unavailable`, for what is no answer of the
 * teleservice, a SOAP fault too; nothing of it is quoted.
 */
export function readInsiAnswer(xml: string): Outcome<InsiAnswer> {
  const found = readXml(xml, prefixes);
  const root = 's:Envelope/s:Body/r:RESULTAT';
  const read = (path: string, form: RegExp) => {
    const text = found?.text(`${root}/${path}`);
    return text !== undefined && form.test(text) ? text : undefined;
  };
  const isOne = found?.count(root) === 1 && found.count(`${root}/r:INDIVIDU`) <= 1;
  const code = isOne ? read('r:CR/r:CodeCR', forms.code) : undefined;
  if (code === '01') return ok({ found: 'none' });
  if (code === '02') return ok({ found: 'several' });
  const identity = code === '00' ? readIndividual(read) : undefined;
  return identity === undefined
    ? fail('insi.unavailable', 'INSi did not answer as it does.')
    : ok({ found: 'one', identity });
}

function readIndividual(read: (path: string, form: RegExp) => string | undefined): InsiIdentity | undefined {
  const active = 'r:INDIVIDU/r:INSACTIF/r:';
  const person = 'r:INDIVIDU/r:TIQ/r:';
  const number = read(`${active}IdIndividu/r:NumIdentifiant`, forms.number);
  const key = read(`${active}IdIndividu/r:Cle`, forms.key);
  const domain = read(`${active}OID`, forms.domain);
  const birthName = read(`${person}NomNaissance`, forms.name);
  const givenNames = read(`${person}ListePrenom`, forms.name);
  const sex = read(`${person}Sexe`, forms.sex);
  const birthDate = read(`${person}DateNaissance`, forms.date);
  const birthPlace = read(`${person}LieuNaissance`, forms.place);
  if (number === undefined || key === undefined || domain === undefined || sex === undefined) return undefined;
  if (birthName === undefined || givenNames === undefined || birthDate === undefined) return undefined;
  return {
    ins: `${number}${key}`,
    domain,
    birthName,
    givenNames,
    sex: sex === 'F' ? 'female' : 'male',
    birthDate,
    ...(birthPlace === undefined ? {} : { birthPlace }),
  };
}

/** The codes of a SOAP fault of the teleservice, for the log: `siram_40` with `insi_102`. Its words are not read. */
export function readInsiFault(xml: string): readonly string[] {
  const found = readXml(xml, prefixes);
  const fault = 's:Envelope/s:Body/s:Fault';
  const codes = [
    found?.text(`${fault}/s:Code/s:Subcode/s:Value`)?.replace(/^\w+:/, ''),
    found?.attribute(`${fault}/s:Detail/e:Erreur`, 'code'),
  ];
  return codes.flatMap((code) => (code !== undefined && /^[a-z]{2,10}_\d{1,4}$/.test(code) ? [code] : []));
}

/** As the teleservice writes one (`simulated-insi.ts`). */
export function writeInsiFault(siram: string, code: string): string {
  return [
    `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="${soap}"><soap:Body><soap:Fault>`,
    `<soap:Code><soap:Value>soap:Receiver</soap:Value><soap:Subcode><soap:Value>soap:${siram}</soap:Value></soap:Subcode></soap:Code>`,
    '<soap:Reason><soap:Text xml:lang="fr">Simulation</soap:Text></soap:Reason>',
    `<soap:Detail><siram:Erreur xmlns:siram="${errors}" severite="fatal" code="${code}">Simulation</siram:Erreur></soap:Detail>`,
    '</soap:Fault></soap:Body></soap:Envelope>',
  ].join('');
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
