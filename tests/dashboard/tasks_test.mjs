// What people come for, done once by clicks and once with the keyboard alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, mock } from './on_mock.mjs';

const type_keys = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const focused = (page) => page.evaluate(() => document.activeElement?.textContent);
const heading = (page, name) => page.getByRole('heading', { name, exact: true, level: 1 }).waitFor();

// Goes on pressing until the focus is where it should be: what a person who cannot see a pointer does.
async function press_until(page, key, wanted) {
  for (let press = 0; press < 60; ++press) {
    if ((await focused(page)) === wanted) return;
    await page.keyboard.press(key);
    await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))); // rows take the focus when they are drawn
  }
  assert.fail(`${key} does not lead to ${wanted}`);
}

const silent_feed = (page) => page.getByText('silent for 22 min, expected every 10 min').first().waitFor();
const whom_to_call = async (page) => assert.match(await page.locator('.facts').innerText(), /call \+44 20 7946 0123/);

test('which feed is silent, by clicks', () =>
  as('viewer.test', async (page) => {
    await silent_feed(page);
    await page.locator('.problem', { hasText: 'feed silent' }).getByRole('link', { name: 'Open lab_in' }).click();
    await heading(page, 'lab_in');
    await whom_to_call(page);
  }));

test('which feed is silent, by keyboard', () =>
  as('viewer.test', async (page) => {
    await silent_feed(page);
    await press_until(page, 'j', 'lab_in');
    await page.keyboard.press('Enter');
    await heading(page, 'lab_in');
    await whom_to_call(page);
  }));

const why = async (page) => {
  await page.getByRole('region', { name: 'Why it failed' }).waitFor();
  const words = await page.getByRole('region', { name: 'Why it failed' }).innerText();
  assert.match(words, /AE 101: required field missing/);
  assert.match(words, /PV1-2 is not a patient class/);
};

test('why did this message fail, by clicks', () =>
  as('support.test', async (page) => {
    await page.getByRole('link', { name: /^Failures/ }).click();
    await page.getByRole('link', { name: 'AE 101: required field missing' }).click();
    await page.getByRole('link', { name: '7KQ0000000010380' }).click();
    await why(page);
    await page.getByRole('tab', { name: 'Trace' }).click();
    await page.getByText('failed: no row').waitFor();
  }));

test('why did this message fail, by keyboard', () =>
  as('support.test', async (page) => {
    await type_keys(page, 'g', 'f');
    await page.getByRole('heading', { name: 'Failures' }).waitFor();
    await page.getByText('AE 101: required field missing').waitFor();
    await press_until(page, 'j', 'AE 101: required field missing');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: '7KQ0000000010380' }).waitFor();
    await press_until(page, 'j', '7KQ0000000010380');
    await page.keyboard.press('Enter');
    await why(page);
    await page.keyboard.press('t');
    await page.getByText('failed: no row').waitFor();
  }));

test('where a message came from, what was answered, what it became, and every attempt', () =>
  as('support.test', async (page) => {
    await page.goto(`${mock.url}#/messages/7KQ0000000010380`);
    const facts = page.locator('.facts');
    await facts.getByText('from 10.1.4.9 · answered AA · revision 4f2a91c').waitFor();
    await page.getByText('F (Female)').waitFor();
    const attempts = page.getByRole('table', { name: 'Attempts at pas' });
    assert.deepEqual(await attempts.locator('tbody tr td:nth-child(4)').allInnerTexts(), ['no answer', 'no connection', 'rejected']);
    assert.deepEqual(await attempts.locator('tbody tr td:nth-child(2)').allInnerTexts(), ['1', '12', '1']);
    await page.getByText('3 attempts more were left out.').waitFor();
    await page.keyboard.press('d');
    const steps = page.getByRole('table', { name: 'Differences by field' });
    await steps.getByRole('row', { name: /MSH-3.*step 4 stamp our header, routes\/adt\.yaml:10/ }).waitFor();
    await facts.getByRole('link', { name: '7KQ0000000010420' }).click();
    await heading(page, 'Message 7KQ0000000010420');
    await facts.getByText('asked by the ward').waitFor();
    await facts.getByRole('link', { name: '7KQ0000000010380' }).click();
    await heading(page, 'Message 7KQ0000000010380');
    await facts.getByRole('link', { name: '4f2a91c' }).click();
    await heading(page, 'Config');
    await page.getByText('missing: fail }').waitFor();
    await page.goBack();
    await facts.getByRole('link', { name: 'ward7' }).click();
    await heading(page, 'Messages');
    assert.match(page.url(), /tag=ward7/);
  }));

const mended = () => {
  assert.deepEqual(mock.engine.made.at(-1).outputs, ['pas']);
  assert.match(mock.engine.edited, /\rPV1\|1\|I\|WARD7/);
  assert.equal(mock.engine.audit.find((entry) => entry.what === 'message.edit').reason, 'class corrected with the ward');
};

test('fix and resend only the failed output, by clicks', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages/7KQ0000000010380`);
    await page.getByRole('button', { name: 'Fix and resend to pas' }).click();
    const text = page.getByLabel('Message, a segment a line');
    await text.and(page.locator(':enabled')).waitFor();
    await text.fill((await text.inputValue()).replace('PV1|1|XX', 'PV1|1|I'));
    await page.getByRole('dialog').getByText('PV1|1|I|WARD7').waitFor();
    await page.getByLabel('Reason').fill('class corrected with the ward');
    await page.getByRole('button', { name: 'Resend the changed message' }).click();
    await page.getByText(/Sent as new message 7KQ\d+, to pas alone/).waitFor();
    mended();
  }));

test('fix and resend only the failed output, by keyboard', () =>
  as('operator.test', async (page) => {
    await type_keys(page, '/');
    await page.keyboard.type('7KQ0000000010380');
    await page.keyboard.press('Enter');
    await heading(page, 'Message 7KQ0000000010380');
    await page.getByRole('region', { name: 'Why it failed' }).waitFor();
    await page.keyboard.press('e');
    const text = page.getByLabel('Message, a segment a line');
    await text.and(page.locator(':enabled')).waitFor();
    for (let press = 0; press < 10 && !(await text.evaluate((element) => element === document.activeElement)); ++press) await page.keyboard.press('Tab');
    await type_keys(page, 'Control+Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', ...Array(6).fill('ArrowRight'), 'Delete', 'Delete', 'I');
    await page.getByRole('dialog').getByText('PV1|1|I|WARD7').waitFor();
    for (let press = 0; press < 20 && !(await page.getByLabel('Reason').evaluate((element) => element === document.activeElement)); ++press) await page.keyboard.press('Tab');
    await page.keyboard.type('class corrected with the ward');
    await page.keyboard.press('Enter');
    await page.getByText(/Sent as new message 7KQ\d+, to pas alone/).waitFor();
    mended();
  }));

const seen_by = (page) => page.getByRole('row', { name: /n\.support.*message\.view.*7KQ0000000010380/ }).waitFor();
const nothing_of_the_patient = (page) => {
  assert.doesNotMatch(page.url(), /4711001/);
};

test('who looked at this patient, by clicks', () =>
  as('admin.test', async (page) => {
    await page.getByRole('link', { name: 'Messages', exact: true }).click();
    await page.getByLabel('When').selectOption('last day');
    await page.getByLabel('Patient or order').fill('4711001');
    await page.getByRole('button', { name: 'Search' }).click();
    nothing_of_the_patient(page);
    await page.getByRole('link', { name: '7KQ0000000010380' }).click();
    await page.getByRole('button', { name: 'Who looked' }).click();
    await seen_by(page);
  }));

test('who looked at this patient, by keyboard', () =>
  as('admin.test', async (page) => {
    await type_keys(page, 'g', 'm');
    await heading(page, 'Messages');
    await page.getByLabel('Patient or order').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('last d');
    await page.keyboard.press('Tab');
    await page.keyboard.type('4711001');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: '7KQ0000000010380' }).waitFor();
    await page.keyboard.press('Escape');
    await press_until(page, 'j', '7KQ0000000010380');
    await page.keyboard.press('Enter');
    await heading(page, 'Message 7KQ0000000010380');
    await page.getByRole('region', { name: 'Why it failed' }).waitFor();
    await page.keyboard.press('w');
    await seen_by(page);
    nothing_of_the_patient(page);
  }));
