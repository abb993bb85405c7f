// What the mock answers: one row a route of the API. A handler gets the engine's state, the request and who asks.
import { account, diff_of, message_of, text_of } from './one_message.mjs';

export const rights = {
  viewer: ['see', 'reveal'],
  support: ['see', 'values', 'audit'],
  operator: ['see', 'values', 'operate', 'resend', 'edit', 'audit'],
  admin: ['see', 'values', 'reveal', 'operate', 'resend', 'edit', 'configure', 'users', 'audit'],
};

export class Problem extends Error {
  constructor(status, code, detail) {
    super(detail);
    Object.assign(this, { status, code });
  }
}

const named = (list, key, value) => list.find((each) => each[key] === value) ?? fail(404, 'not_found', `There is no ${value}.`);
const fail = (status, code, detail) => {
  throw new Problem(status, code, detail);
};
const reason_of = (body) => body.reason?.trim() || fail(400, 'needs_reason', 'This needs a reason.');
const page_of = (rows, query, most) => {
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Math.min(Number(query.get('limit') ?? 100), most);
  return [rows.slice(from, to), to < rows.length ? String(to) : null];
};

const note = (engine, who, what, about, reason = '', result = 'ok') =>
  engine.audit.unshift({ n: engine.audit[0].n + 1, at_us: Date.now() * 1000, who: who.user, role: who.role, what, about, reason, from: '127.0.0.1', result });
const sees = (who) => who.rights.includes('values') || who.revealed === true;

function search({ engine, query, body, who }) {
  if (body && Object.keys(body).length > 0) query = new URLSearchParams(Object.entries(body).filter(([, value]) => value !== null && value !== ''));
  const since = Number(query.get('since_us') ?? Date.now() * 1000 - 900e6);
  const fits = (row) => row.received_us >= since && ['input', 'type', 'control', 'state'].every((name) => !query.get(name) || row[name] === query.get(name));
  const key = query.get('key');
  const rows = engine.messages.filter((row) => fits(row) && (!key || (key === '4711001' && row.id === '7KQ0000000010380')));
  if (key) note(engine, who, 'search', 'key mrn');
  const [messages, next] = page_of(rows, query, 500);
  return { messages, next, searched: { messages: rows.length, of: engine.messages.length }, unreadable: [] };
}

const row_of = (engine, id) => named(engine.messages, 'id', id);
const dead_there = "it is a dead letter of 'pas': `vagus dead retry`";
const is_dead = (engine, id) => row_of(engine, id).deliveries.dead > 0;
const refused_there = (engine, id, outputs) => outputs.includes('pas') && is_dead(engine, id);
const none_dead = (id) => ({ id: id.split('/')[0], name: id.split('/')[1], why: `message ${id.split('/')[0]} has no dead letter for '${id.split('/')[1]}' any more: it was delivered, retried or discarded` });
// One of a message, by "7KQ…/pas": once, and then no more.
function settle_ids(engine, verb, { ids, reason }, who) {
  note(engine, who, `dead.${verb}`, ids.join(' '), reason_of({ reason }));
  const [done, not] = [true, false].map((dead) => ids.filter((id) => is_dead(engine, id.split('/')[0]) === dead));
  for (const id of done) {
    const row = row_of(engine, id.split('/')[0]);
    row.deliveries = { ...row.deliveries, dead: 0 };
    row.was_dead = verb === 'retry' ? 'retried' : 'discarded';
    if (verb === 'retry') resent(engine, row.id, [id.split('/')[1]]);
  }
  return { done: done.map((id) => ({ id: id.split('/')[0], name: id.split('/')[1] })), not: not.map(none_dead) };
}
const settle_groups = (verb) => ({ engine, body, who }) => {
  if (body.ids) return settle_ids(engine, verb, body, who);
  const group = named(engine.groups, 'group', body.group);
  engine.groups = engine.groups.filter((each) => each !== group);
  note(engine, who, `dead.${verb}`, group.name, reason_of(body));
  return { done: Array.from({ length: group.count }, (_, index) => ({ id: `7KQ000000000${index + 1000}`, new: `7KQ000000900${index + 1000}` })), not: [] };
};

const as_seen = (what, word, now, { seen_us }) => {
  if (seen_us === undefined || seen_us === (now?.since_us ?? 0)) return;
  fail(409, 'decided_meanwhile', `${what} is ${word}${now ? ` by ${now.by} meanwhile: ${now.reason}` : ' no more: somebody decided meanwhile'}. Look again before you decide`);
};
const on_output = {
  hold: (output, why) => Object.assign(output, { state: 'held', words: 'held', hold: why }),
  drain: (output, why) => Object.assign(output, { hold: { ...why, drains: true } }),
  release: (output) => Object.assign(output, { state: 'sending', words: 'up', hold: null }),
  'retry-now': (output) => Object.assign(output, { next_try_ms: 0 }),
  skip: (output) => Object.assign(output, { pending: output.pending - 1, head: '7KQ0000000010389', head_tries: 0, dead: output.dead + 1 }),
};

const resent = (engine, id, outputs) => {
  const made = `7KQ0000009${String(engine.made.length + 1).padStart(6, '0')}`;
  engine.made.push({ id, made, outputs });
  engine.messages.unshift({ ...row_of(engine, id), id: made, received_us: Date.now() * 1000, state: 'resent', deliveries: { pending: 0, delivered: outputs.length, dead: 0 } });
  return made;
};

const plan = (engine, more = {}) => ({ plan: [{ change: 'changed', part: 'route', name: 'adt_main' }, { change: 'kept', part: 'output', name: 'pas' }], refusals: [], applied: false, revision: engine.on_disk, before: engine.status.revision, ...more });

// method, path with :names, right, handler
export const routes = [
  ['GET', '/openapi.json', 'see', () => ({ paths: { '/api/v1/messages/find': { post: { requestBody: { content: { 'application/json': { schema: { properties: { key: {}, output: {}, tag: {}, text: {} } } } } } } } } })],
  ['GET', '/status', 'see', ({ engine }) => engine.status],
  ['GET', '/alerts', 'see', ({ engine }) => ({ no: engine.status.alerts.no, open: engine.alerts, recent: engine.recent })],
  ['POST', '/alerts/:id/snooze', 'operate', ({ engine, id, body, who }) => Object.assign(named(engine.alerts, 'id', id), { snoozed: { by: who.user, reason: reason_of(body), until_us: Date.now() * 1000 + body.minutes * 60e6 } })],
  ['POST', '/alerts/:id/wake', 'operate', ({ engine, id }) => Object.assign(named(engine.alerts, 'id', id), { snoozed: null })],
  ['GET', '/messages', 'see', search],
  ['POST', '/messages/find', 'see', search],
  ['GET', '/messages/:id', 'see', ({ engine, id, who }) => {
    note(engine, who, 'message.view', `id ${id}`, '', sees(who) ? 'values' : 'masked');
    return message_of(row_of(engine, id), sees(who));
  }],
  ['GET', '/messages/:id/bytes', 'values', ({ engine, id }) => {
    const text = text_of(row_of(engine, id));
    return { text, hex: Buffer.from(text).toString('hex'), size: text.length, cut: false };
  }],
  ['GET', '/messages/:id/diff', 'see', ({ who }) => ({ lines: diff_of(sees(who)), cut: false, why: null })],
  ['GET', '/messages/:id/explain', 'see', () => account],
  ['POST', '/messages/:id/reveal', 'reveal', ({ engine, id, body, who }) => {
    note(engine, who, 'values.reveal', `id ${id}`, reason_of(body));
    who.revealed = true;
    return { until_us: Date.now() * 1000 + 900e6 };
  }],
  ['POST', '/messages/:id/edit', 'edit', ({ engine, id, body, who }) => {
    const before = text_of(row_of(engine, id)).split('\r');
    const changed = body.text.split('\r').map((line, index) => [before[index], line]).filter(([old, young]) => old !== young && young);
    if (body.preview) return { lines: changed.map(([old, young]) => ({ path: young.slice(0, 3), name: '', before: old ?? null, after: young })), cut: false, why: null };
    note(engine, who, 'message.edit', `id ${id}`, reason_of(body));
    engine.edited = body.text;
    return { new: resent(engine, id, body.outputs) };
  }],
  ['POST', '/resend/preview', 'resend', ({ engine, body }) => {
    const dead = body.ids.filter((id) => refused_there(engine, id, body.outputs)).length;
    return { ready: body.ids.length - dead, messages: body.ids.length, later: {}, not: dead > 0 ? [{ why: dead_there, n: dead }] : [], more: false, through: '', unreadable: [] };
  }],
  ['POST', '/resend', 'resend', ({ engine, body, who }) => {
    if (body.ids.length > 100) fail(400, 'bad_request', 'at most 100 ids at once');
    note(engine, who, 'message.resend', body.ids.join(' '), reason_of(body));
    const [not, done] = [true, false].map((dead) => body.ids.filter((id) => refused_there(engine, id, body.outputs) === dead));
    return { done: done.map((id) => ({ id, new: resent(engine, id, body.outputs) })), not: not.map((id) => ({ id, why: dead_there })) };
  }],
  ['GET', '/dead/groups', 'see', ({ engine, query }) => ({ groups: engine.groups.filter((each) => !query.get('output') || each.name === query.get('output')).map(({ ids, input, ...group }) => group), others: 0, unreadable: [] })],
  ['GET', '/dead', 'see', ({ engine, query }) => {
    const group = named(engine.groups, 'group', query.get('group'));
    return { dead: group.ids.map((id) => ({ id, kind: group.kind, name: group.name, input: group.input, type: 'ADT^A08', control_id: row_of(engine, id).control, received_us: row_of(engine, id).received_us, last_try_us: row_of(engine, id).received_us + 31e6, tries: 2, result: 'rejected', cause: group.cause, group: group.group })), more: false, unreadable: [] };
  }],
  ['POST', '/dead/preview', 'operate', ({ engine, body }) => {
    if (body.ids) {
      const missing = body.ids.filter((id) => !is_dead(engine, id.split('/')[0])).map(none_dead);
      return { ready: body.ids.length - missing.length, later: {}, not: [], missing, more: false, through: '0:0', unreadable: [] };
    }
    const { name, count } = named(engine.groups, 'group', body.group);
    return { ready: count, later: { [name]: 2 }, not: [], missing: [], more: false, through: '3:10500', unreadable: [] };
  }],
  ['POST', '/dead/count', 'operate', ({ engine, body }) => ({ ready: named(engine.groups, 'group', body.group).count, missing: [], more: false, through: '3:10500', unreadable: [] })],
  ['POST', '/dead/retry', 'operate', settle_groups('retry')],
  ['POST', '/dead/discard', 'operate', settle_groups('discard')],
  ['POST', '/outputs/:name/:verb', 'operate', ({ engine, name, verb, body, who }) => {
    const output = named(engine.status.outputs, 'name', name);
    as_seen(`output '${name}'`, 'held', output.hold, body);
    note(engine, who, `output.${verb.replace('-', '_')}`, `output ${name}`, reason_of(body));
    on_output[verb](output, { reason: body.reason, by: who.user, since_us: Date.now() * 1000 });
    return { output };
  }],
  ['POST', '/inputs/:name/:verb', 'operate', ({ engine, name, verb, body, who }) => {
    const input = named(engine.status.inputs, 'name', name);
    as_seen(`input '${name}'`, 'paused', input.paused, body);
    note(engine, who, `input.${verb}`, `input ${name}`, reason_of(body));
    input.paused = verb === 'pause' ? { reason: body.reason, by: who.user, since_us: Date.now() * 1000 } : null;
    return { input };
  }],
  ['GET', '/wire', 'see', ({ engine, query }) => ({ wire: engine.wire.filter((each) => !query.get('at') || each.input === query.get('at')).map(({ hex, ...row }) => row), more: false })],
  ['GET', '/wire/:id', 'values', ({ engine, id }) => named(engine.wire, 'id', id)],
  ['GET', '/config', 'see', ({ engine }) => ({ revision: engine.status.revision, entry: engine.history[0], files: engine.files[3].map((file) => file.name), as_on_disk: false })],
  ['GET', '/config/history', 'see', ({ engine }) => ({ history: engine.history })],
  ['GET', '/config/files/:entry', 'see', ({ engine, entry }) => ({ files: engine.files[entry] ?? fail(404, 'not_found', 'That revision is not kept.') })],
  ['POST', '/config/plan', 'configure', ({ engine }) => plan(engine)],
  ['POST', '/config/reload', 'configure', ({ engine, body, who }) => {
    if (body.planned && body.planned !== engine.on_disk) fail(412, 'revision_changed', 'The files on disk are others than those of the plan.');
    note(engine, who, 'config.reload', engine.on_disk.slice(0, 7), reason_of(body));
    return plan(engine, { applied: true });
  }],
  ['POST', '/config/rollback', 'configure', ({ engine, body, who }) => {
    const back = named(engine.history, 'no', body.entry);
    note(engine, who, 'config.rollback', back.revision.slice(0, 7), reason_of(body));
    engine.history.unshift({ no: 4, revision: back.revision, since_us: Date.now() * 1000, by: who.user, reason: body.reason });
    engine.files[4] = engine.files[back.no];
    engine.status.revision = back.revision;
    return plan(engine, { applied: true, revision: back.revision });
  }],
  ['POST', '/try', 'see', ({ body }) => (body.message.startsWith('MSH') ? account : fail(400, 'bad_request', 'This is no HL7 message: it does not start with MSH.'))],
  ['GET', '/audit', 'audit', ({ engine, query, who }) => {
    const rows = engine.audit.filter((row) => ['who', 'what'].every((name) => !query.get(name) || row[name] === query.get(name)) && (!query.get('about') || row.about.split(' ').includes(query.get('about'))));
    const [entries, next] = page_of(rows, query, 200);
    note(engine, who, 'audit.view', '');
    return { entries, next, verified: true };
  }],
  ['GET', '/users', 'users', ({ engine }) => ({ users: engine.users })],
  ['GET', '/tokens', 'users', ({ engine }) => ({ tokens: engine.tokens })],
  ['POST', '/users', 'users', ({ engine, body }) => void engine.users.push({ name: body.name, role: body.role, last_login_us: 0 })],
  ...['disable', 'enable'].map((how) => ['POST', `/users/:id/${how}`, 'users', ({ engine, id, body }) => {
    reason_of(body);
    named(engine.users, 'name', id).disabled = how === 'disable';
  }]),
  ['POST', '/tokens', 'users', ({ engine, body }) => {
    engine.tokens.push({ id: `t${engine.tokens.length + 1}`, name: body.name, role: body.role, last_use_us: 0 });
    return { token: 'vagus_made_up_for_a_test' };
  }],
];
