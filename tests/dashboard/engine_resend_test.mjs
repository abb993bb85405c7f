// On a running engine (tests/scenarios/test_dashboard.py): a search is sent once more, a few first, and is stopped on the way. How many were
// sent by then stands in the last line, for whoever knows what the receiver got.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open_browser, visit } from './browser.mjs';

const { VAGUS_URL: url, VAGUS_PASSWORD: password } = process.env;

test('what a search finds is sent once more until it is stopped', async () => {
  const browser = await open_browser();
  try {
    await visit(browser, url, 'operator.test', password, async (page) => {
      await page.goto(`${url}#/messages?input=adt_in`);
      await page.getByRole('button', { name: 'Resend all of these…' }).waitFor();
      await page.keyboard.press('r');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('heading', { name: 'Resend 150 messages' }).waitFor();
      await dialog.getByLabel('pas', { exact: true }).check();
      await dialog.getByText('150 ready.').waitFor();
      await dialog.getByLabel('First only').fill('5');
      await dialog.getByLabel('Messages a second').fill('30');
      await dialog.getByLabel('Reason').fill('a test');
      await page.keyboard.press('Enter');
      await dialog.getByText('The first are sent: how do they fare?').waitFor();
      await dialog.getByRole('listitem').nth(4).getByText('delivered').waitFor();
      let stop;
      const stopped = new Promise((then) => (stop = then)); // what comes behind the first 60 waits for it, however slow this test is
      let asked = 0;
      await page.route('**/api/v1/resend', async (route) => {
        if ((asked += route.request().postDataJSON().ids.length) > 60) await stopped;
        await route.continue();
      });
      await dialog.getByRole('button', { name: /^Go on/ }).press('Enter');
      await dialog.getByText(/^([5-9]\d|\d{3}) of 150 sent$/).waitFor();
      await page.keyboard.press('Enter');
      stop();
      await dialog.getByText('Ended').waitFor();
      const sent = Number(/(\d+) of 150 sent/.exec(await dialog.innerText())[1]);
      assert.ok(sent >= 50 && sent < 150, `${sent} were sent`);
      await dialog.getByText(`${150 - sent} not sent: Not reached: you stopped it`).waitFor();
      console.log(`SENT ${sent}`);
    });
  } finally {
    await browser.close();
  }
});
