// Who is here, and what is left of whoever was here before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { log_in } from './browser.mjs';
import { as, mock } from './on_mock.mjs';
import { password } from './mock/server.mjs';

const fill_in = async (page, user) => {
  await page.getByLabel('User').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByText(user).waitFor();
};
const leave = (page) => page.getByRole('button', { name: 'Leave' }).click();

test('what one person searched for is not there for the next', () =>
  as('support.test', async (page) => {
    await page.goto(`${mock.url}#/messages`);
    await page.getByLabel('When').selectOption('last day');
    await page.getByLabel('Patient or order').fill('4711001');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('region', { name: 'Messages found' }).getByText('7KQ0000000010380').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await leave(page);
    await fill_in(page, 'viewer.test');
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByLabel('Patient or order').waitFor();
    assert.equal(await page.getByLabel('Patient or order').inputValue(), '');
    await page.getByRole('region', { name: 'Messages that come in' }).waitFor();
  }));

test('a dialog that was open when the session ended is not there for the next', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/queues/adt_topic`);
    await page.getByRole('button', { name: 'Hold' }).first().waitFor();
    await page.keyboard.press('h');
    await page.getByRole('dialog').getByLabel('Reason').fill('a test');
    mock.engine.sessions.clear();
    await page.getByRole('dialog').getByRole('button', { name: 'Hold', exact: true }).click();
    await fill_in(page, 'admin.test');
    await page.waitForTimeout(300);
    assert.equal(await page.getByRole('dialog').count(), 0);
  }));

test('a run ends with its session: nothing more is sent in the name of the next', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages?type=ORM%5EO01`);
    await page.getByRole('button', { name: 'Resend all of these…' }).waitFor();
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('pas', { exact: true }).check();
    await dialog.getByText(/\d+ ready\./).waitFor();
    await dialog.getByLabel('First only').fill('0');
    await dialog.getByLabel('Messages a second').fill('20');
    await dialog.getByLabel('Reason').fill('a test');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Stop' }).waitFor();
    mock.engine.sessions.clear();
    await fill_in(page, 'admin.test');
    const sent = mock.engine.made.length;
    await page.waitForTimeout(700);
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.equal(mock.engine.made.length, sent);
  }));
