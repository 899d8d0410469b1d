import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#kernel';
import { identityStatusOf } from '../persons/identity-status.ts';
import { isQualified } from '../persons/strict-traits.ts';
import { strictPatient } from '../persons/testing-patients.ts';
import type { Insi, InsiIdentity } from './contract.ts';
import { createInsiClient } from './insi-client.ts';
import { insiQuestionOf, judgeInsiAnswer } from './judge-answer.ts';
import { registeredIdentity, registerSimulatedInsi, simulatedInsiPath } from './simulated-insi.ts';
import { readInsiAnswer, readInsiFault, readInsiQuestion, writeInsiAnswer, writeInsiQuestion } from './soap.ts';

const claire = registeredIdentity(strictPatient('QUAL')) as InsiIdentity;
const { birthPlace: _, ...twin } = { ...claire, ins: '284036938324299', givenNames: 'CLAIRE ANNE' };
const software = { name: 'urn:lps:carnet:1', version: '1', instance: 'test', idam: 'TEST' };

let app: FastifyInstance;
let insi: Insi;
let people: readonly InsiIdentity[] = [];
const heard: string[] = [];

beforeAll(async () => {
  app = fastify();
  app.addHook('preHandler', async ({ body }) => {
    heard.push(String(body));
  });
  registerSimulatedInsi(app, async () => people);
  app.post('/large', async (__, reply) => reply.send(`${writeInsiAnswer({ found: 'none' })}${' '.repeat(70_000)}`));
  app.post('/elsewhere', async (__, reply) => reply.redirect(simulatedInsiPath, 307));
  app.post('/broken', async (__, reply) => reply.send('<a><!DOCTYPE x>'));
  const at = await app.listen({ port: 0, host: '127.0.0.1' });
  insi = clientOf(`${at}${simulatedInsiPath}`);
});
afterAll(() => app.close());

function clientOf(endpoint: string): Insi {
  const { host } = new URL(endpoint);
  return createInsiClient({ kind: 'simulated', endpoint, hosts: [host], clock: systemClock, sender: '1', software });
}

const question = (() => {
  const asked = insiQuestionOf(strictPatient('VALI'));
  if (asked === undefined) throw new Error('nothing to ask');
  return asked;
})();

describe('asking INSi', () => {
  it('sends the traits in the message of the teleservice, and reads one, none and several', async () => {
    people = [claire];
    expect(await insi.search(question)).toEqual({ ok: true, value: { found: 'one', identity: claire } });
    expect(heard.at(-1)).toContain(
      '<r:NomNaissance>MOREAU</r:NomNaissance><r:Prenom>CLAIRE</r:Prenom><r:Sexe>F</r:Sexe>',
    );
    expect(heard.at(-1)).toContain('urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite');
    expect(await insi.search({ ...question, birthDate: '1984-03-13' })).toEqual({ ok: true, value: { found: 'none' } });
    people = [claire, twin];
    const { birthPlace: __, ...wider } = question;
    expect(await insi.search(wider)).toEqual({ ok: true, value: { found: 'several' } });
  });

  it('is answered with a technical fault where it is no question', async () => {
    const address = `${app.listeningOrigin}${simulatedInsiPath}`;
    const headers = { 'content-type': 'application/soap+xml; charset=utf-8' };
    const answer = await fetch(address, { method: 'POST', headers, body: '<question/>' });
    expect([answer.status, readInsiFault(await answer.text())]).toEqual([500, ['siram_40', 'insi_102']]);
  });

  it('says that INSi does not answer, whatever comes instead of its answer', async () => {
    for (const path of ['/broken', '/nothing-there', '/large', '/elsewhere']) {
      const broken = clientOf(`${app.listeningOrigin}${path}`);
      expect(await broken.search(question)).toMatchObject({ ok: false, fault: { code: 'insi.unavailable' } });
    }
    const inner = createInsiClient({
      kind: 'set',
      endpoint: `${app.listeningOrigin}${simulatedInsiPath}`,
      hosts: [],
      clock: systemClock,
      sender: '1',
      software,
    });
    expect(await inner.search(question)).toMatchObject({ ok: false, fault: { code: 'insi.unavailable' } });
  });
});

describe('the messages', () => {
  it('come back as they were written, signs of XML included', () => {
    const asked = { ...question, birthName: "D'ARTAGNAN <&> DE L'HERAULT" };
    const written = writeInsiQuestion(asked, { ids: ['a', 'b', 'c'], at: new Date(0), sender: '"1"', software });
    expect(readInsiQuestion(written)).toEqual({ ...asked, givenName: 'CLAIRE' });
    const answer = { found: 'one', identity: { ...claire, birthName: 'A & <B>' } } as const;
    expect(readInsiAnswer(writeInsiAnswer(answer))).toEqual({ ok: true, value: answer });
  });

  it('are read as the teleservice writes them, with prefixes and a history', () => {
    const published = `<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><S:Body xmlns:S="http://www.w3.org/2003/05/soap-envelope">
<ns2:RESULTAT xmlns:ns2="http://www.cnamts.fr/INSiResultat"><ns2:CR><ns2:CodeCR>00</ns2:CodeCR><ns2:LibelleCR>OK</ns2:LibelleCR></ns2:CR>
<ns2:INDIVIDU><ns2:INSACTIF><ns2:IdIndividu><ns2:NumIdentifiant>2360663220836</ns2:NumIdentifiant><ns2:Cle>56</ns2:Cle></ns2:IdIndividu><ns2:OID>1.2.250.1.213.1.4.8</ns2:OID></ns2:INSACTIF>
<ns2:INSHISTO><ns2:IdIndividu><ns2:NumIdentifiant>2090763220834</ns2:NumIdentifiant><ns2:Cle>39</ns2:Cle></ns2:IdIndividu><ns2:OID>1.2.250.1.213.1.4.8</ns2:OID></ns2:INSHISTO>
<ns2:TIQ><ns2:NomNaissance>TCHITCHI</ns2:NomNaissance><ns2:ListePrenom>CATARINA BELLA</ns2:ListePrenom><ns2:Sexe>F</ns2:Sexe><ns2:DateNaissance>1936-06-21</ns2:DateNaissance><ns2:LieuNaissance>63220</ns2:LieuNaissance></ns2:TIQ>
</ns2:INDIVIDU></ns2:RESULTAT></S:Body></soap:Envelope>`;
    expect(readInsiAnswer(published)).toEqual({
      ok: true,
      value: {
        found: 'one',
        identity: {
          ins: '236066322083656',
          domain: '1.2.250.1.213.1.4.8',
          birthName: 'TCHITCHI',
          givenNames: 'CATARINA BELLA',
          sex: 'female',
          birthDate: '1936-06-21',
          birthPlace: '63220',
        },
      },
    });
  });
});

describe('what an answer makes of an identity', () => {
  const one = { found: 'one', identity: claire } as const;
  const { identifier: __, ...bare } = strictPatient('PROV');

  it.each([
    ['PROV', false, 'RECUP'],
    ['PROV', true, 'QUAL'],
    ['VALI', false, 'QUAL'],
    ['RECUP', false, 'RECUP'],
    ['RECUP', true, 'QUAL'],
  ] as const)('%s, document compared: %s, becomes %s', (before, compared, after) => {
    const { outcome, patient } = judgeInsiAnswer(strictPatient(before), one, compared);
    expect([outcome, patient && identityStatusOf(patient)]).toEqual(['same', after]);
    expect(patient && isQualified(patient)).toBe(after === 'QUAL');
  });

  it('brings the INS, the given names and the place that were not known', () => {
    const { name, extension: ___, ...others } = bare;
    const sparse = { ...others, name: [{ use: 'official', family: 'Moreau', given: ['Claire'] }] };
    const { patient } = judgeInsiAnswer(sparse as never, one, true);
    expect(patient !== undefined && isQualified(patient)).toBe(true);
    expect(name).toHaveLength(1);
  });

  it.each([
    ['ins', { identifier: [{ use: 'official', system: 'urn:oid:1.2.250.1.213.1.4.11', value: '284039999999920' }] }],
    ['birthDate', { birthDate: '1984-03-13' }],
    ['sex', { gender: 'male' }],
    ['birthName', { name: [{ ...strictPatient('VALI').name[0], family: 'Moreaux' }] }],
  ])('changes nothing where %s differs, and names it', (trait, more) => {
    const patient = { ...strictPatient('VALI'), ...more };
    expect(judgeInsiAnswer(patient as never, one, true)).toEqual({ outcome: 'different', differing: [trait] });
  });

  it('takes no INS whose key does not hold', () => {
    const wrong = { ...claire, ins: `${claire.ins.slice(0, 13)}00` };
    const { identifier: ____, ...without } = strictPatient('VALI');
    expect(judgeInsiAnswer(without, { found: 'one', identity: wrong }, true)).toEqual({
      outcome: 'different',
      differing: ['ins'],
    });
  });

  it('changes nothing where INSi knows nobody, or several', () => {
    for (const found of ['none', 'several'] as const) {
      expect(judgeInsiAnswer(strictPatient('VALI'), { found }, true)).toEqual({ outcome: found, differing: [] });
    }
  });
});
