// The dashboard on a running engine (tests/scenarios/test_dashboard.py): each page with live traffic, and what people come for.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxeBuilder, open_browser, open_page, visit } from './browser.mjs';

const { VAGUS_URL: url, VAGUS_PASSWORD: password, VAGUS_REFUSED: refused, VAGUS_TWICE: twice, VAGUS_WALL: wall_token } = process.env;
const pages = [
  ['overview', 'Overview'], ['connections', 'Connections'], ['connections/adt_in', 'adt_in'], ['routes', 'Routes'], ['messages', 'Messages'], ['messages?control=GOOD-1', 'Messages'],
  [`messages/${refused}`, `Message ${refused}`], [`messages/${refused}?side=trace`, `Message ${refused}`], [`messages/${refused}?side=diff&tab=hex`, `Message ${refused}`], ['queues', 'Queues'], ['queues/pas', 'pas'],
  ['failures', 'Failures'], ['alerts', 'Alerts'], ['config', 'Config'], ['config/vagus.yaml?line=3', 'vagus.yaml'], ['try', 'Try'], ['audit', 'Audit'], ['system', 'System'], ['wall', 'test-site'],
];

let browser;
before(async () => (browser = await open_browser()));
after(() => browser.close());

const as = (user, act) => visit(browser, url, user, password, act);

test('every page opens with live traffic, says of no trouble, and axe finds nothing', () =>
  as('admin.test', async (page) => {
    for (const [address, heading] of pages) {
      await page.goto(`${url}#/${address}`);
      await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor();
      await page.waitForLoadState('domcontentloaded');
      await page.waitForTimeout(300);
      assert.deepEqual(await page.locator('.trouble').allInnerTexts(), [], address);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      assert.deepEqual(violations.map(({ id, nodes }) => `${address} ${id} ${nodes[0].html.slice(0, 200)}`), []);
    }
  }));

test('a wall screen looks by its token, without a session', async () => {
  const { page, complaints, close } = await open_page(browser);
  await page.goto(`${url}#/wall`);
  await page.getByLabel('Token').fill(wall_token);
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Outputs' }).getByText('pas').waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  for (const what of ['/status', '/alerts', '/status', '/alerts', '/status'])
    await page.waitForResponse((answer) => answer.url().endsWith(what) && answer.ok(), { timeout: 60_000 }); // it goes on by itself
  assert.deepEqual(complaints, []);
  await close();
});

test('messages are shown as they come, without asking', () =>
  as('viewer.test', async (page) => {
    await page.goto(`${url}#/messages`);
    await page.getByRole('region', { name: 'Messages that come in' }).getByText(/LIVE-\d+/).first().waitFor();
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('region', { name: 'Messages found' }).getByText(/LIVE-\d+/).first().waitFor();
  }));

test('a refused message says why, is mended, and goes to the output that refused it', () =>
  as('operator.test', async (page) => {
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('link', { name: /AE/ }).click();
    await page.getByRole('link', { name: refused }).click();
    await page.locator('.facts').getByText(/from 127\.0\.0\.1.* · answered AA · revision [0-9a-f]{7}/).waitFor();
    await page.getByRole('table', { name: 'Attempts at pas' }).getByRole('cell', { name: /^AE/ }).first().waitFor();
    await page.getByRole('cell', { name: /^ADT \(.*message/ }).waitFor();
    await page.keyboard.press('d');
    await page.getByRole('row', { name: /MSH-3.*vagus\.yaml:\d+/ }).waitFor();
    await page.getByRole('region', { name: 'Why it failed' }).getByRole('button', { name: 'Fix and resend to pas' }).click();
    const text = page.getByLabel('Message, a segment a line');
    await text.and(page.locator(':enabled')).waitFor();
    await text.fill((await text.inputValue()).replace('REFUSED-1', 'MENDED-1'));
    await page.getByRole('dialog').getByText('MSH-10').waitFor();
    await page.getByLabel('Reason').fill('asked by the ward');
    await page.getByRole('button', { name: 'Resend the changed message' }).click();
    await page.getByText(/Sent as new message [0-9A-Z]{16}, to pas alone/).waitFor();
  }));

test('of two people who retry one message, each from a page that shows it as failed, one does', () =>
  as('operator.test', (page) =>
    as('admin.test', async (other) => {
      const open = async (each) => {
        await each.goto(`${url}#/messages/${twice}`);
        await each.getByRole('button', { name: 'Retry pas' }).click();
        await each.getByRole('dialog').getByText('1 ready.').waitFor();
        await each.getByRole('dialog').getByLabel('Reason').fill('a test');
      };
      await open(page);
      await open(other);
      const press = (each) => each.getByRole('dialog').getByRole('button', { name: 'Retry', exact: true }).click();
      await press(page);
      await page.getByText('pas: sent once more.').waitFor();
      await press(other);
      await other.getByRole('dialog').getByText('it was delivered, retried or discarded').waitFor();
      await page.getByRole('region', { name: 'Why it failed' }).waitFor({ state: 'detached' });
    })));

test('a hold that another made meanwhile is not made a drain, nor released', () =>
  as('operator.test', (page) =>
    as('admin.test', async (other) => {
      const open = async (each, word) => {
        await each.goto(`${url}#/queues/pas`);
        await each.getByRole('button', { name: word }).first().click();
        await each.getByRole('dialog').getByLabel('Reason').fill('a test');
      };
      const press = (each, word) => each.getByRole('dialog').getByRole('button', { name: word, exact: true }).click();
      await open(other, 'Hold');
      await other.getByRole('dialog').getByLabel(/^after the/).check();
      await open(page, 'Hold');
      await press(page, 'Hold');
      await page.getByText('pas is held.').waitFor();
      await press(other, 'Hold');
      await other.getByRole('dialog').getByText('held by operator.test meanwhile: a test').waitFor();
      await open(page, 'Release');
      await press(page, 'Release');
      await page.getByText('pas is sending again.').waitFor();
    })));

test('an output is held and released', () =>
  as('operator.test', async (page) => {
    for (const [word, said] of [['Hold', 'pas is held.'], ['Release', 'pas is sending again.']]) {
      await page.goto(`${url}#/queues/pas`);
      await page.getByRole('button', { name: word }).first().waitFor();
      await page.keyboard.press('h');
      await page.getByRole('dialog').getByLabel('Reason').fill('a test');
      await page.getByRole('dialog').getByRole('button', { name: word, exact: true }).click();
      await page.getByText(said).waitFor();
    }
  }));

test('a viewer sees no values until a reason is given; the audit says who looked', async () => {
  await as('viewer.test', async (page) => {
    await page.goto(`${url}#/messages/${refused}`);
    await page.getByText('Family Name').first().waitFor();
    assert.equal(await page.getByText('Sample', { exact: true }).count(), 0);
    await page.keyboard.press('v');
    await page.getByRole('dialog').getByLabel('Reason').fill('a test');
    await page.getByRole('dialog').getByRole('button', { name: 'Show values' }).click();
    await page.getByText('Sample', { exact: true }).first().waitFor();
  });
  await as('admin.test', async (page) => {
    await page.goto(`${url}#/messages/${refused}`);
    await page.getByRole('button', { name: 'Who looked' }).click();
    await page.getByRole('row', { name: /viewer\.test.*values\.reveal/ }).first().waitFor();
    await page.getByText('the chain is whole').waitFor();
  });
});

test('a pasted message is explained and not stored', () =>
  as('viewer.test', async (page) => {
    await page.goto(`${url}#/try`);
    await page.getByLabel('Message, a segment a line').fill('MSH|^~\\&|A|B|C|D|20260301||ADT^A01|T-1|T|2.5\nPID|1||1\n');
    await page.getByText('dropped').first().waitFor();
  }));
