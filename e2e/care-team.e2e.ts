import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { carnet } from './nodes.ts';
import { inspect, inspectAsItIs, openVisitor, type Visitor } from './page-checks.ts';

const { stateDir, fr } = inject('carnet');

/** Nathalie finds a cardiologist for Noé, lets him in and out again; Henri sees those whom his care team lets in. */
describe('who treats a person, in a browser', () => {
  let browser: Browser;
  let nathalie: Visitor;
  let henri: Visitor;

  beforeAll(async () => {
    browser = await launchBrowser();
    nathalie = await openVisitor(browser, { locale: 'fr-FR' });
    henri = await openVisitor(browser, { locale: 'fr-FR' });
  });
  afterAll(() => browser?.close());

  const signIn = async ({ page }: Visitor, path: string, name: RegExp) => {
    await page.goto(`${fr}${path}`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name }).click();
  };
  const doctorSees = async (patient: string) => {
    const token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'cardiologist');
    return (await fetch(`${fr}/fhir/Patient/${patient}`, { headers: { authorization: `Bearer ${token}` } })).status;
  };

  it('finds a doctor by specialty and place', async () => {
    const { page } = nathalie;
    await signIn(nathalie, '/care-team?person=fr-noe-garnier', /^Nathalie Garnier/);
    await page.getByRole('heading', { level: 1, name: 'Qui soigne Noé Garnier' }).waitFor();
    await page.getByRole('heading', { name: 'Dr Sophie Bernard' }).waitFor();
    await inspect(page, 'who treats a child');
    await page.getByRole('link', { name: 'Ouvrir l’annuaire' }).click();
    await page.getByRole('heading', { level: 1, name: 'Annuaire' }).waitFor();
    await inspect(page, 'directory');
    await page.getByRole('textbox', { name: 'Nom' }).fill('zzzz');
    await page.keyboard.press('Enter');
    await page.getByText('Personne n’a été trouvé').waitFor();
    await page.getByRole('textbox', { name: 'Nom' }).fill('');
    await page.getByRole('textbox', { name: 'Spécialité' }).fill('cardio');
    await page.getByRole('textbox', { name: 'Ville ou code postal' }).fill('69008');
    await page.getByRole('button', { name: 'Chercher' }).click();
    await page.getByRole('link', { name: 'Dr Karim Haddad' }).waitFor();
    await inspect(page, 'directory with whom was found');
  });

  it('lets him in by her word, for the child for whom she acts', async () => {
    const { page } = nathalie;
    expect(await doctorSees('fr-noe-garnier')).toBe(404);
    await page.getByRole('link', { name: 'Dr Karim Haddad' }).click();
    await page.getByRole('heading', { level: 1, name: 'Dr Karim Haddad' }).waitFor();
    await page.getByText('lundi, mardi, mercredi, jeudi, vendredi: 09:00 - 12:30').waitFor();
    await page.getByText('Vous regardez le dossier de Noé Garnier, pour qui vous agissez.').waitFor();
    await inspect(page, 'a professional of the directory');
    await page.getByRole('button', { name: 'Oui, laisser voir le dossier' }).click();
    await page.getByText('C’est noté. Le dossier peut y être lu.').waitFor();
    expect(await doctorSees('fr-noe-garnier')).toBe(200);
  });

  it('lets him out again at once', async () => {
    const { page } = nathalie;
    await page.getByRole('link', { name: 'Voir qui soigne' }).click();
    await page.getByRole('button', { name: 'Arrêter : Dr Karim Haddad' }).click();
    await page.getByRole('alertdialog').waitFor();
    await inspectAsItIs(page, 'ending a relation');
    await page.getByRole('button', { name: 'Arrêter maintenant' }).click();
    await page.getByText('Dr Karim Haddad ne voit plus rien de ce dossier.').waitFor();
    expect(await doctorSees('fr-noe-garnier')).toBe(404);
    await inspect(page, 'a relation was ended');
  });

  it('shows whom a care team lets in, and the hospital with who works there', async () => {
    const { page } = henri;
    await signIn(henri, '/care-team', /^Henri Moreau/);
    await page.getByRole('heading', { name: 'Dr Luc Fontaine' }).waitFor();
    await page.getByText('Par un cercle de soins', { exact: false }).first().waitFor();
    await page.getByRole('heading', { name: 'Pharmacie des Canuts' }).waitFor();
    await inspect(page, 'who treats, with a team');
    await page.goto(`${fr}/directory/Organization/fr-hopital`);
    await page.getByRole('heading', { name: 'Urgences' }).waitFor();
    await inspect(page, 'an organisation of the directory');
    expect(nathalie.complaints).toEqual([]);
    expect(henri.complaints).toEqual([]);
  });
});
