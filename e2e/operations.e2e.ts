import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Database, openDatabase } from '#db';
import { launchBrowser } from './browser.ts';
import { carnet, databaseOf } from './nodes.ts';
import { arrivesAtHeading, inspect, inspectAsItIs, openVisitor, tabTo, type Visitor } from './page-checks.ts';

const { stateDir, fr } = inject('carnet');

interface Manifest {
  readonly output: readonly { readonly type: string; readonly url: string; readonly count: number }[];
}

/** The operator of the French node at her browser, while somebody exports. */
describe('the operator’s page and an export', () => {
  let browser: Browser;
  let operator: Visitor;
  let token: string;
  let db: Database;

  beforeAll(async () => {
    token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'importer');
    browser = await launchBrowser();
    operator = await openVisitor(browser, { locale: 'fr-FR' });
    db = openDatabase({ url: databaseOf(stateDir, 'fr'), max: 1 });
  });
  afterAll(async () => {
    await browser?.close();
    await db?.close();
  });

  const ask = (path: string, method = 'GET') =>
    fetch(path.startsWith('http') ? path : `${fr}/fhir/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, prefer: 'respond-async' },
    });

  it('gives the whole record of a node as NDJSON', async () => {
    const begun = await ask('$export');
    expect(begun.status).toBe(202);
    const where = begun.headers.get('content-location') ?? '';
    let manifest: Manifest | undefined;
    for (let n = 0; manifest === undefined && n < 60; n++) {
      const answer = await ask(where);
      if (answer.status === 200) manifest = (await answer.json()) as Manifest;
      else await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    const patients = manifest?.output.find(({ type }) => type === 'Patient');
    const lines = (await (await ask(patients?.url ?? '')).text()).trim().split('\n');
    expect(lines).toHaveLength(patients?.count ?? 0);
    expect(lines.map((line) => JSON.parse(line).id)).toContain('fr-claire-moreau');
    const told = JSON.parse(await carnet(stateDir, 'status', '--node', 'fr', '--json'));
    const job = told.jobs.find(({ id }: { readonly id: string }) => where.endsWith(`/${id}`));
    expect(job).toMatchObject({ kind: 'bulk-export', state: 'done', attempts: 1 });
    expect(JSON.stringify(told.jobs)).not.toContain('importer');
    expect(await carnet(stateDir, 'status', '--node', 'fr')).toMatch(
      /bulk-export +done +\d+ of \d+ +\d+ resources +since 20/,
    );
  });

  it('shows the operator what is stored and what runs, and cancels a job when she confirms it, by keyboard', async () => {
    const { page } = operator;
    await page.goto(`${fr}/operations`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name: /^Administration du nœud/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Exploitation' }).waitFor();
    await page.getByText('Terminée').first().waitFor();
    await page.getByRole('heading', { name: 'Ce qui est conservé' }).waitFor();
    await inspect(page, 'operations');

    // An export waits for transactions that are open when it begins, so that it can be seen at work.
    let where = '';
    await db.transaction(async (tx) => {
      await tx.query('select pg_current_xact_id()', []);
      where = (await ask('$export?_type=Patient,Observation')).headers.get('content-location') ?? '';
      await page.getByText('0 sur 2').waitFor();
      await page.getByRole('progressbar', { name: 'Export de données' }).waitFor();
      await inspect(page, 'operations with a job that runs');
      const picture = process.env.CARNET_E2E_PICTURES;
      if (picture !== undefined) {
        await page.screenshot({ path: join(picture, 'operations.png'), fullPage: true });
        await page.emulateMedia({ colorScheme: 'dark' });
        await page.setViewportSize({ width: 320, height: 900 });
        await page.screenshot({ path: join(picture, 'operations-narrow.png'), fullPage: true });
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.emulateMedia({ colorScheme: 'light' });
      }
      await page.getByRole('link', { name: 'Ce nœud' }).focus();
      await tabTo(page, page.getByRole('button', { name: /^Annuler : Export de données/ }));
      await page.keyboard.press('Enter');
      await page.getByRole('alertdialog').getByText('Elle s’arrête en quelques secondes').waitFor();
      await inspectAsItIs(page, 'the confirmation of a cancellation');
      await page.keyboard.press('Escape');
      await page.getByRole('alertdialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: /^Annuler : Export de données/ }).press('Enter');
      await page.getByRole('alertdialog').getByRole('button', { name: 'Annuler la tâche' }).press('Enter');
      // Jobs of other kinds may have come in the meantime.
      const exports = page.getByRole('listitem').filter({ hasText: 'Export de données' });
      await exports.first().getByText('Annulée').waitFor();
    });
    expect((await ask(where)).status).toBe(404);
    expect(operator.complaints).toEqual([]);
  });

  it('tells when the node does not answer, and goes on when it does again', async () => {
    const { page } = operator;
    await page.route('**/api/operations', (route) => route.abort());
    await page.getByText('Le nœud n’est pas en service').waitFor();
    await page.unroute('**/api/operations');
    await page.getByText('Le nœud est en service').waitFor();
  });

  it('is not for others', async () => {
    const citizen = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'citizen');
    for (const [method, path] of [
      ['GET', '/api/operations'],
      ['DELETE', '/api/operations/jobs/1'],
    ] as const) {
      const answer = await fetch(`${fr}${path}`, { method, headers: { authorization: `Bearer ${citizen}` } });
      expect([method, answer.status]).toEqual([method, 403]);
    }
    const claire = await openVisitor(browser, { locale: 'fr-FR' });
    await claire.page.goto(fr);
    await claire.page.getByRole('link', { name: 'Se connecter' }).click();
    await claire.page.getByRole('button', { name: /^Claire Moreau/ }).click();
    await claire.page.getByRole('tab', { name: 'Synthèse' }).waitFor();
    expect(await claire.page.getByRole('link', { name: 'Exploitation' }).count()).toBe(0);
    await claire.page.goto(`${fr}/operations`);
    await arrivesAtHeading(claire.page, /./).catch(() => {});
    expect(await claire.page.getByRole('heading', { name: 'Tâches' }).count()).toBe(0);
    expect(claire.complaints).toEqual([]);
  });
});
