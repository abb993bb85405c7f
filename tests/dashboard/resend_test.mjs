// Many messages are sent once more from the search page: counted first, a few of them before the others, and what was not sent is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AxeBuilder, found_by, pass } from './browser.mjs';
import { as, mock } from './on_mock.mjs';

const axe_is_content = async (page) => assert.deepEqual(await found_by(new AxeBuilder({ page })), []);
const eventually = async (page, is_so) => {
  for (let look = 0; look < 1800 && !is_so(); ++look) await page.waitForTimeout(25);
  assert.ok(is_so());
};

test('what a search finds is sent once more to one output: a few first, the others at a pace, until it is stopped', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages?type=ORM%5EO01`);
    await page.getByRole('button', { name: 'Resend all of these…' }).waitFor();
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Choose where they go.').waitFor();
    await dialog.getByRole('heading', { name: /^Resend [1-9]\d* messages$/ }).waitFor();
    const since_us = Number(/since_us=(\d+)/.exec(mock.engine.requests.findLast((line) => line.includes('/messages?')))[1]);
    const wanted = mock.engine.messages.filter((row) => row.type === 'ORM^O01' && row.state === 'queued' && row.received_us >= since_us).reverse();
    assert.ok(wanted.length > 400, 'more than the rows that were fetched');
    assert.ok(await dialog.getByRole('button', { name: 'Resend', exact: true }).isDisabled(), 'no output is chosen by itself');
    for (const name of ['pas', 'adt_topic', 'fhir_main', 'lis']) assert.equal(await dialog.getByLabel(name, { exact: true }).isChecked(), false);
    await dialog.getByLabel('pas', { exact: true }).check();
    await dialog.getByText(/\d+ ready\./).waitFor();
    await dialog.getByText(/not possible: it is a dead letter of/).waitFor();
    await axe_is_content(page);
    await dialog.getByLabel('First only').fill('5');
    await dialog.getByLabel('Messages a second').fill('100');
    await dialog.getByLabel('Reason').fill('asked by the ward');
    await page.keyboard.press('Enter');
    await dialog.getByText('The first are sent: how do they fare?').waitFor();
    const made = mock.engine.made;
    assert.equal(mock.engine.audit[0].about.split(' ').length, 5);
    await dialog.getByRole('listitem').nth(made.length - 1).getByText('delivered').waitFor();
    await axe_is_content(page);
    await page.waitForTimeout(700);
    assert.ok(made.length <= 5, 'nothing more until a person says so');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
    assert.ok(made.length <= 5, 'nor by a key that was pressed once too often');
    const on = dialog.getByRole('button', { name: /^Go on/ });
    for (let press = 0; press < 10 && !(await on.evaluate((element) => element === document.activeElement)); ++press) await page.keyboard.press('Tab');
    let stop;
    const stopped = new Promise((then) => (stop = then)); // what comes behind the first 120 waits for it, however slow this test is
    await page.route('**/api/v1/resend', async (route) => {
      if (made.length >= 120) await stopped;
      await route.continue();
    });
    await page.keyboard.press('Enter'); // goes on
    await eventually(page, () => made.length >= 120);
    await page.keyboard.press('Enter'); // stops
    stop();
    await dialog.getByText('Ended').waitFor();
    const sent = made.length;
    await axe_is_content(page);
    assert.ok(sent < wanted.length);
    assert.deepEqual(made.slice(0, 120).map((each) => each.id), wanted.filter((row) => row.deliveries.dead === 0).slice(0, 120).map((row) => row.id), 'the oldest first, and each once');
    assert.ok(made.every((each) => each.outputs.join() === 'pas'));
    await dialog.getByText(new RegExp(`^${sent} of \\d+ sent$`)).waitFor();
    const total = Number(/of ([\d,]+) sent/.exec(await dialog.innerText())[1].replace(',', ''));
    const lists = await dialog.locator('summary').allInnerTexts();
    assert.ok(lists.some((line) => line.endsWith('Not reached: you stopped it')) && lists.some((line) => /it is a dead letter of/.test(line)), lists.join());
    assert.equal(lists.reduce((sum, line) => sum + Number(line.split(' ')[0].replace(',', '')), sent), total, 'each is either sent or named');
    await page.waitForTimeout(700);
    assert.equal(made.length, sent, 'nothing is sent after the end');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
  }));

test('rows are chosen and sent once more with the keyboard alone', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages?type=ADT%5EA01&state=queued`);
    const box = page.getByRole('region', { name: 'Messages found' });
    await box.getByRole('link').first().waitFor();
    const before = mock.engine.made.length;
    for (const key of ['j', 'j', 'x', 'j', 'x']) {
      await page.keyboard.press(key);
      await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
    }
    const ids = await box.locator('tr:has(input:checked) a').allInnerTexts();
    assert.equal(ids.length, 2);
    await axe_is_content(page);
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Resend 2 messages' }).waitFor();
    await page.keyboard.type('asked by the ward'); // the reason has the focus
    for (let press = 0; press < 20 && !(await dialog.getByLabel('adt_topic', { exact: true }).evaluate((element) => element === document.activeElement)); ++press) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    await dialog.getByText('2 ready.').waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByText('Ended').waitFor();
    assert.deepEqual(mock.engine.made.slice(before).map(({ id, outputs }) => `${id} ${outputs}`), ids.reverse().map((id) => `${id} adt_topic`));
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }));

test('an engine that does not answer in the middle: it is said of which messages nobody knows', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages?type=ADT%5EA01&state=queued`);
    await page.getByRole('button', { name: 'Resend all of these…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('pas', { exact: true }).check();
    await dialog.getByLabel('First only').fill('0');
    await dialog.getByLabel('Messages a second').fill('100');
    await dialog.getByLabel('Reason').fill('asked by the ward');
    await dialog.getByText(/\d+ ready\./).waitFor();
    let asked = 0;
    await page.route('**/api/v1/resend', (route) => (++asked === 3 ? route.abort() : route.continue()));
    await page.keyboard.press('Enter');
    await dialog.getByText(/^10 not sent: It is not known whether these were sent/).waitFor();
    await dialog.getByText(/Not reached, as it ended before$/).waitFor();
    await page.waitForTimeout(500);
    assert.equal(asked, 3, 'it is not asked again: that would send twice');
  }));

test('ten thousand are taken, and one more is refused', () =>
  as('operator.test', async (page) => {
    const all = mock.engine.messages;
    const dialog = page.getByRole('dialog');
    for (const [count, heading, words] of [[10_000, 'Resend 10,000 messages', 'The oldest first.'], [10_001, 'Resend 10,001 messages', 'More than 10,000 are found']]) {
      mock.engine.messages = all.filter((row) => row.state === 'queued').slice(0, count);
      await page.goto('about:blank');
      await page.goto(`${mock.url}#/messages?within=1d`);
      await page.getByRole('button', { name: 'Resend all of these…' }).click();
      await dialog.getByRole('heading', { name: heading, exact: true }).waitFor();
      await dialog.getByText(words).waitFor();
      await dialog.getByLabel('pas', { exact: true }).check();
      if (count === 10_000) await dialog.getByText(/^[\d,]+ ready\.$/).waitFor();
      await page.waitForTimeout(500);
      assert.equal(await dialog.getByRole('button', { name: 'Resend', exact: true }).isEnabled(), count === 10_000);
    }
    mock.engine.messages = all;
  }));

test('a session does not end for want of a hand while something is sent, and ends after that', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages?type=ADT%5EA08&state=queued`);
    const found = page.getByRole('region', { name: 'Messages found' });
    const boxes = found.getByRole('checkbox');
    await boxes.nth(14).waitFor();
    const ids = (await found.locator('tr:not(:has(strong)) a').allInnerTexts()).slice(0, 14); // not those that failed
    for (const id of ids) await page.getByLabel(`Choose ${id}`).check();
    const before = mock.engine.made.length;
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('pas', { exact: true }).check();
    await dialog.getByLabel('First only').fill('0');
    await dialog.getByLabel('Messages a second').fill('1');
    await dialog.getByLabel('Reason').fill('asked by the ward');
    await dialog.getByText('14 ready.').waitFor();
    await page.keyboard.press('Enter');
    await eventually(page, () => mock.engine.made.length > before);
    await pass(page, mock.engine.idle_seconds + 1);
    await dialog.getByText('Ended').waitFor(); // the page looks every 5 s
    assert.equal(mock.engine.made.length - before, 14);
    await page.getByLabel('Password').waitFor();
  }));
