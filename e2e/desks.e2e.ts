import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { carnet } from './nodes.ts';
import { inspect, openVisitor, type Visitor } from './page-checks.ts';

const { stateDir, fr } = inject('carnet');

/** The operator of the French node at her desks, after somebody tried doors. */
describe('the operator’s desks over the log', () => {
  let browser: Browser;
  let operator: Visitor;
  let citizen: string;
  let doctor: string;

  const ask = (token: string, path: string) => fetch(`${fr}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const picture = async (name: string) => {
    const folder = process.env.CARNET_E2E_PICTURES;
    if (folder !== undefined) await operator.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };

  beforeAll(async () => {
    citizen = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'citizen');
    const token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'doctor');
    doctor = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub;
    for (let n = 0; n < 12; n++) expect((await ask(citizen, '/fhir/Patient/fr-mamadou-diallo')).status).toBe(404);
    expect((await ask(token, '/fhir/Observation?patient=fr-claire-moreau')).status).toBe(200);
    browser = await launchBrowser();
    operator = await openVisitor(browser, { locale: 'fr-FR' });
  });
  afterAll(() => browser?.close());

  it('show what stands out, with a pseudonym for the person, and settle it with a note', async () => {
    const { page } = operator;
    await page.goto(`${fr}/watch`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name: /^Administration du nœud/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Accès inhabituels' }).waitFor();
    // Others may stand out too: the whole run has one log.
    const open = page
      .locator('.finding-open')
      .filter({ hasText: 'Refus répétés' })
      .filter({ hasText: 'Claire Moreau' });
    const finding = open.first();
    await expect
      .poll(
        async () => {
          await page.reload();
          await page.getByRole('heading', { level: 1, name: 'Accès inhabituels' }).waitFor();
          return finding.isVisible();
        },
        // A process that was killed has the watch for half a minute more.
        { timeout: 90_000, interval: 2_000 },
      )
      .toBe(true);
    expect(await finding.textContent()).toMatch(/Claire Moreau.*P-[0-9A-F]{8}/);
    expect(await page.getByRole('main').textContent()).not.toMatch(/Mamadou|diallo/i);
    await inspect(page, 'watch');
    await picture('watch');
    const before = await open.count();
    await finding.getByRole('button', { name: /^Régler/ }).click();
    await finding.getByRole('button', { name: 'Régler le signalement' }).click();
    await finding.getByRole('alert').getByText('Dites ce que c’était.').waitFor();
    await finding.getByText('C’est une violation').click();
    await finding.getByRole('textbox').fill('Un compte a été pris par quelqu’un d’autre.');
    await inspect(page, 'watch with a form');
    await finding.getByRole('button', { name: 'Régler le signalement' }).click();
    await expect.poll(() => open.count()).toBe(before - 1);
    await page.getByText('Réglés', { exact: true }).click();
    await page.getByText('Un compte a été pris par quelqu’un d’autre.').waitFor();
    await inspect(page, 'watch settled');
    await page.getByRole('link', { name: 'Porter au bureau des violations' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Violations de données' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Compte' }).inputValue()).toBe('fr-claire-moreau');
  });

  it('lead from an account and a time to the persons touched, to letters and to the file for the authority', async () => {
    const { page } = operator;
    await inspect(page, 'breaches');
    await page.getByRole('textbox', { name: 'Pourquoi vous l’ouvrez' }).fill('');
    await page.getByRole('button', { name: 'Ouvrir le cas' }).click();
    await page.getByRole('alert').getByText('Dites pourquoi, en 10 caractères au moins.').waitFor();
    await page
      .getByRole('textbox', { name: 'Pourquoi vous l’ouvrez' })
      .fill('Un poste de travail a été volé, session ouverte.');
    // The whole run has one log: by the time alone all would be touched whom others wrote of.
    await page.getByRole('textbox', { name: 'Compte' }).fill(doctor);
    await page
      .getByRole('textbox', { name: 'Du', exact: true })
      .fill(new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
    await page
      .getByRole('textbox', { name: 'Au', exact: true })
      .fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 10));
    await page.getByRole('button', { name: 'Ouvrir le cas' }).click();
    await page.getByRole('heading', { level: 1, name: 'Un poste de travail a été volé, session ouverte.' }).waitFor();
    await page.getByText('fr-claire-moreau', { exact: true }).first().waitFor();
    await page.getByText(/Il reste (71|72) heures/).waitFor();
    await page.getByRole('textbox', { name: 'Ce qui s’est passé' }).fill('Un poste de travail a été volé.');
    await page.getByRole('textbox', { name: 'À qui s’adresser' }).fill('dpo@example.org');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Enregistré', { exact: true }).waitFor();
    await inspect(page, 'breach');
    await picture('breach');

    const [letters] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Écrire les lettres' }).click(),
    ]);
    const text = await readFile(await letters.path(), 'utf8');
    expect(text).toContain('Bonjour Claire');
    expect(text).toContain('Un poste de travail a été volé.');
    await page.getByText(/lettres? (est|sont) écrite/).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Dossier à lire et à imprimer' }).click(),
    ]);
    const html = await readFile(await file.path(), 'utf8');
    expect(html).toContain('article 33, paragraphe 3');
    expect(html).not.toContain('Claire');
    await page.getByRole('button', { name: 'Clore le cas' }).click();
    await page.getByText('Clos', { exact: true }).waitFor();
    expect(operator.complaints).toEqual([]);
  });

  it('are in the person’s own log, by whom her address was read', async () => {
    const log = await ask(citizen, '/api/access-log/fr-claire-moreau');
    expect(await log.text()).toContain('breach-letter');
  });

  it('are for nobody else', async () => {
    for (const as of ['citizen', 'doctor', 'importer']) {
      const token = await carnet(stateDir, 'token', '--node', 'fr', '--as', as);
      for (const path of ['/api/watch', '/api/breaches'])
        expect([as, (await ask(token, path)).status]).toEqual([as, 403]);
    }
  });
});
