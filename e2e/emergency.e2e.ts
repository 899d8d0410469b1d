import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '#db';
import { launchBrowser } from './browser.ts';
import { carnet, databaseOf, verifyLog } from './nodes.ts';
import { inspect, openVisitor, tabTo, type Visitor } from './page-checks.ts';

const { stateDir, fr } = inject('carnet');
const reason = 'Malaise cardiaque dans la rue, sans connaissance.';

/** Dr Haddad breaks the glass on the record of Mamadou, whom he does not treat and who hides his medicines. */
describe('an emergency, in a browser', () => {
  let browser: Browser;
  let karim: Visitor;
  let mamadou: Visitor;
  let ins = '';
  let birthDate = '';

  const share = async (restrictions: readonly object[]) => {
    const token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'mamadou');
    const answer = await fetch(`${fr}/api/sharing/fr-mamadou-diallo`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ crossBorder: true, restrictions }),
    });
    expect(answer.status).toBe(200);
    return token;
  };

  beforeAll(async () => {
    browser = await launchBrowser();
    karim = await openVisitor(browser, { locale: 'fr-FR', expected: [{ status: 404, path: '/api/emergency' }] });
    mamadou = await openVisitor(browser, { locale: 'fr-FR' });
    const token = await share([{ category: 'medicines', audience: 'everyone' }]);
    const answer = await fetch(`${fr}/fhir/Patient/fr-mamadou-diallo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const patient = (await answer.json()) as {
      readonly birthDate: string;
      readonly identifier: readonly { readonly system: string; readonly value: string }[];
    };
    birthDate = patient.birthDate;
    ins = patient.identifier.find(({ system }) => system.startsWith('urn:oid:1.2.250.1.213.1.4'))?.value ?? '';
  });
  afterAll(async () => {
    await browser?.close();
    await share([]);
  });

  const signIn = async ({ page }: Visitor, path: string, name: RegExp) => {
    await page.goto(`${fr}${path}`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name }).click();
  };

  it('says by the form what is missing, and that the person is told', async () => {
    const { page } = karim;
    await signIn(karim, '/emergency', /Karim Haddad/);
    await page.getByRole('heading', { level: 1, name: 'Ouvrir un dossier en urgence' }).waitFor();
    await page.getByText('La personne est prévenue').waitFor();
    await inspect(page, 'emergency');
    await tabTo(page, page.getByRole('button', { name: 'Ouvrir le dossier' }));
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Il y a 4 problèmes').waitFor();
    await inspect(page, 'emergency with what is missing');
  });

  it('finds nobody by a wrong date of birth, and says what that means', async () => {
    const { page } = karim;
    await page.getByLabel('Matricule INS').fill(ins);
    await page.getByLabel('Date de naissance').fill('01/01/1999');
    await page.getByLabel('Pourquoi ouvrez-vous ce dossier ?').fill(reason);
    await page.getByText('La vie ou la santé est en danger, et j’en réponds.').click();
    await page.getByRole('button', { name: 'Ouvrir le dossier' }).click();
    await page.getByText('Personne n’a été trouvé').waitFor();
    await inspect(page, 'emergency, nobody found');
  });

  it('opens the whole record, also what was hidden', async () => {
    const { page } = karim;
    const [year, month, day] = birthDate.split('-');
    await page.getByLabel('Date de naissance').fill(`${day}/${month}/${year}`);
    await page.getByRole('button', { name: 'Ouvrir le dossier' }).click();
    await page.getByRole('heading', { level: 1, name: 'Le dossier est ouvert' }).waitFor();
    await inspect(page, 'emergency, opened');
    await page.getByRole('link', { name: 'Lire la synthèse' }).click();
    await page.getByRole('heading', { name: /^Médicaments en cours/ }).waitFor();
  });

  it('is what Mamadou finds first among who looked, with the reason', async () => {
    const { page } = mamadou;
    await signIn(mamadou, '/access', /Mamadou Diallo/);
    await page.getByRole('heading', { level: 1, name: 'Qui a regardé' }).waitFor();
    await page.getByText('Ouvert en urgence', { exact: true }).waitFor();
    await page.getByText(reason).waitFor();
    await page.getByText(/Karim Haddad a ouvert tout le dossier/).waitFor();
    await page.getByText('A ouvert le dossier en urgence').first().waitFor();
    await page.getByText('Urgence', { exact: true }).first().waitFor();
    await inspect(page, 'who looked, after an emergency');
    expect(karim.complaints).toEqual([]);
    expect(mamadou.complaints).toEqual([]);
  });

  it('has a reason that nobody changes unseen', async () => {
    const db = openDatabase({ url: databaseOf(stateDir, 'fr'), max: 1 });
    const another = 'Another reason than the one that was given.';
    const write = (from: string, to: string) =>
      db.query('update access_emergency set reason = $2 where reason = $1', [from, to]);
    try {
      await write(reason, another);
      expect((await verifyLog(stateDir, 'fr')).problems).toMatchObject([{ kind: 'words-changed' }]);
    } finally {
      await write(another, reason);
      await db.close();
    }
    expect((await verifyLog(stateDir, 'fr')).problems).toEqual([]);
  });
});
