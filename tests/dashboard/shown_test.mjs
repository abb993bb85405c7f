// What stands on a page is what its heading, its address and its choice say: not an answer to something that was asked before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pass } from './browser.mjs';
import { Problem } from './mock/api.mjs';
import { as, mock } from './on_mock.mjs';

const refusal = { status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'no', status: 503, code: 'unavailable', detail: 'Not now.' }) };
const rows_of = (page) => page.getByRole('region', { name: 'Messages found' }).locator('tr[data-id]');

// An answer that waits until it is let go.
async function held(page, pattern, which = () => true) {
  let let_go;
  const gate = new Promise((open) => (let_go = open));
  let arrived;
  const asked = new Promise((is) => (arrived = is));
  await page.route(pattern, async (route) => {
    if (!which(route.request())) return route.continue();
    arrived();
    await gate;
    await route.continue().catch(() => undefined); // the page may have given up on it
  });
  return { asked, let_go };
}

test('the quick search finds what it was given, whatever was found before', () =>
  as('viewer.test', async (page) => {
    const find = async (id) => {
      await page.keyboard.press('/');
      await page.getByLabel('Find a message by its id or control id').fill(id);
      await page.keyboard.press('Enter');
      await rows_of(page).getByText(id, { exact: true }).waitFor();
      assert.equal(await rows_of(page).count(), 1);
      assert.match(page.url(), new RegExp(`control=${id}`));
    };
    const [first, second] = [10, 20].map((index) => mock.engine.messages[index].control);
    await page.keyboard.press('g');
    await page.keyboard.press('m'); // where messages come in, and nothing was searched yet
    await page.getByRole('region', { name: 'Messages that come in' }).waitFor();
    await find(first);
    await find(second);
    await page.getByRole('button', { name: 'Back to what comes in' }).click();
    await page.getByRole('region', { name: 'Messages that come in' }).waitFor();
    await find(second);
    // To a message and back: found rows are kept, and not asked for again.
    const asked = () => mock.engine.requests.filter((each) => each.startsWith('GET /messages?')).length;
    const before = asked();
    await rows_of(page).getByRole('link').click();
    await page.getByRole('heading', { name: /^Message / }).waitFor();
    await page.goBack();
    await rows_of(page).getByText(second, { exact: true }).waitFor();
    assert.equal(asked(), before);
  }));

test('what could not be read is said for as long as its rows are shown', () =>
  as('viewer.test', async (page) => {
    await page.route(/\/api\/v1\/messages\?/, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      const first = !new URL(route.request().url()).searchParams.has('cursor');
      await route.fulfill({ response: answer, json: { ...body, unreadable: first ? ['segment 7'] : [] } });
    });
    await page.goto(`${mock.url}#/messages?within=1d`);
    await page.getByText('Not readable: segment 7').waitFor();
    await page.keyboard.press('End');
    await page.locator('.result-line', { hasText: '400 so far' }).waitFor();
    assert.equal(await page.getByText('Not readable: segment 7').count(), 1);
    await page.route(/\/api\/v1\/dead\/groups/, async (route) => route.fulfill({ json: { groups: [], others: 0, unreadable: ['segment 8'] } }));
    await page.goto(`${mock.url}#/failures`);
    await page.getByText('Not readable, and not counted: segment 8').waitFor();
  }));

test('differences of one output never stand under the name of another', () =>
  as('support.test', async (page) => {
    await page.goto(`${mock.url}#/messages/7KQ0000000010380?side=diff`);
    const of = page.getByLabel('Received, and sent to');
    const differences = page.getByRole('table', { name: 'Differences by field' });
    await differences.waitFor();
    const other = (await of.locator('option').allInnerTexts())[1];
    await page.route(/\/diff\?of=/, (route) => (route.request().url().endsWith(other) ? route.fulfill(refusal) : route.continue()));
    await of.selectOption(other);
    await page.getByText('Not now.').waitFor();
    assert.equal(await differences.count(), 0);
    await of.selectOption({ index: 0 });
    await differences.waitFor();
    assert.equal(await page.getByText('Not now.').count(), 0);
  }));

test('the account of a text that was changed meanwhile is not shown', () =>
  as('viewer.test', async (page) => {
    const text = (id) => `MSH|^~\\&|A|B|C|D|20260301||ADT^A01|${id}|T|2.5\n`;
    const slow = await held(page, /\/api\/v1\/try$/, (request) => request.postData().includes('SLOW-1'));
    await page.goto(`${mock.url}#/try`);
    const field = page.getByLabel('Message, a segment a line');
    await field.fill(text('SLOW-1'));
    await slow.asked;
    await field.fill('');
    const answered = page.waitForResponse(/\/api\/v1\/try$/);
    slow.let_go();
    await answered;
    await page.waitForTimeout(300);
    assert.equal(await page.getByText('The account of each step stands here.').count(), 1);
  }));

test('a row keeps the focus when one above it goes', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/alerts`);
    const open = page.getByRole('table').first();
    await open.locator('tbody tr').nth(2).waitFor();
    const third = mock.engine.alerts[2].subject;
    await open.locator(`tr[data-id="${mock.engine.alerts[2].id}"] [data-row]`).focus();
    const kept = mock.engine.alerts;
    mock.engine.alerts = kept.slice(1);
    for (const send of mock.engine.streams) send('alerts', { open: mock.engine.alerts });
    await open.locator(`tr[data-id="${kept[0].id}"]`).waitFor({ state: 'detached' });
    assert.match(await page.evaluate(() => document.activeElement.closest('tr')?.innerText ?? 'nothing'), new RegExp(third));
    mock.engine.alerts = kept;
  }));

test('failures that came since they were counted are told of, and the rows stay until somebody counts again', () =>
  as('viewer.test', async (page) => {
    await page.goto(`${mock.url}#/failures`);
    await page.getByText('AE 101: required field missing').waitFor();
    const output = mock.engine.status.outputs.find((each) => each.name === 'pas');
    output.dead += 3;
    mock.engine.groups[1].count += 3;
    await page.getByText('3 failed since this was counted.').waitFor();
    await page.keyboard.press('.');
    await page.getByRole('row', { name: /AE 101: required field missing/ }).getByText('6', { exact: true }).waitFor();
    assert.equal(await page.getByText('failed since this was counted').count(), 0);
    output.dead -= 3;
    mock.engine.groups[1].count -= 3;
  }));

test('a reload takes the files whose plan was shown, and no others', () =>
  as('admin.test', async (page) => {
    await page.goto(`${mock.url}#/config`);
    const planned = mock.engine.on_disk;
    const said = (word) => page.locator('.planned').getByText(word).waitFor();
    await page.getByRole('button', { name: 'What a reload would change' }).click();
    await said('keep_and_warn');
    const file = mock.engine.files[0][1];
    const text = file.text;
    file.text = text.replace('keep_and_warn', 'keep_and_tell');
    await page.getByRole('button', { name: 'What a reload would change' }).click();
    await said('keep_and_tell');
    await page.getByRole('button', { name: 'Reload', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('changed').waitFor();
    mock.engine.on_disk = 'another000000000';
    await dialog.getByLabel('Reason').fill('asked by the ward');
    await dialog.getByRole('button', { name: 'Reload', exact: true }).click();
    await dialog.getByText('others than those of the plan').waitFor();
    assert.equal(mock.engine.audit.filter((each) => each.what === 'config.reload' && each.who === 'admin.test').length, 0);
    mock.engine.on_disk = planned;
    await dialog.getByRole('button', { name: 'Reload', exact: true }).click();
    await page.getByText('Revision 77aa88b runs.').waitFor();
    file.text = text;
  }));

test('a search between two times is in the zone of the site, with all of the hour that comes twice', () =>
  as('viewer.test', async (page) => {
    await page.goto(`${mock.url}#/messages`);
    await page.getByLabel('When').selectOption('between');
    const asked = async (since, until) => {
      await page.getByLabel('From').fill(since);
      await page.getByLabel('Until').fill(until);
      const request = page.waitForRequest(/\/api\/v1\/messages\?/);
      await page.getByRole('button', { name: 'Search' }).click();
      const fields = new URL((await request).url()).searchParams;
      return ['since_us', 'until_us'].map((name) => new Date(Number(fields.get(name)) / 1000).toISOString().slice(0, 16));
    };
    assert.deepEqual(await asked('2026-10-24T01:30:00', '2026-10-26T01:30:00'), ['2026-10-24T00:30', '2026-10-26T01:30']);
    assert.deepEqual(await asked('2026-10-25T01:30:00', '2026-10-25T01:30:00'), ['2026-10-25T00:30', '2026-10-25T01:30']);
    assert.deepEqual(await asked('2026-03-29T01:30:00', '2026-03-29T02:30:00'), ['2026-03-29T01:30', '2026-03-29T01:30']); // 01:30 never came
  }));

test('the last 15 minutes are those of the engine, also where the clock of the PC is wrong and nothing but its status is heard', () =>
  as('viewer.test', async (page) => {
    const refused = new Problem(503, 'unavailable', 'Not now.');
    for (const what of ['GET /events', 'GET /alerts']) mock.engine.refuses.set(what, refused);
    try {
      const answers = async (count) => {
        for (; count > 0; --count) await page.waitForResponse('**/api/v1/status');
      };
      await Promise.all([answers(2), page.reload()]); // the first picture, and that in place of the stream
      await pass(page, 60);
      await answers(2);
      await page.goto(`${mock.url}#/messages?type=ADT%5EA08`);
      await rows_of(page).first().waitFor();
      const since_us = Number(/since_us=(\d+)/.exec(mock.engine.requests.findLast((line) => line.includes('/messages?')))[1]);
      assert.ok(since_us <= Date.now() * 1000 - 15 * 60e6, 'what came 15 minutes ago is found');
    } finally {
      mock.engine.refuses.clear();
    }
  }));
