// An engine's HTTP side without an engine: the finished files of the dashboard, the API on made-up data, and the same headers as the real one.
//   node server.mjs DIST [PORT]
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Problem, rights, routes } from './api.mjs';
import { make } from './data.mjs';

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };
const security = {
  'Content-Security-Policy': "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Opener-Policy': 'same-origin', 'Cache-Control': 'no-store',
};
export const password = 'a password for tests';
const second_ms = 1000;

const compiled = routes.map(([method, path, right, act]) => ({ method, right, act, pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }));

export async function start(dist, port = 0) {
  const sessions = new Map();
  let logins = 0;
  // `down`: nothing is answered; `hangs`: requests that are never answered, and `refuses` those that are refused, by "GET /status"; `silent_alerts`:
  // streams do not tell of them; `roles_of_tokens`: those that are good.
  const engine = { ...make(), made: [], requests: [], streams: new Set(), sessions, idle_seconds: 900, down: false, hangs: new Set(), refuses: new Map(), silent_alerts: false, roles_of_tokens: { vagus_wall: 'viewer', vagus_tool: 'operator' } };

  const answer = (response, status, body, more = {}) => {
    response.writeHead(status, { ...security, 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', ...more });
    response.end(body === undefined ? '' : JSON.stringify(body));
  };
  const by_token = (token) => {
    const role = engine.roles_of_tokens[token];
    return role && { user: `token ${token}`, role, rights: rights[role] };
  };
  const who_asks = (request) => by_token(/^Bearer (\w+)$/.exec(request.headers.authorization ?? '')?.[1]) ?? sessions.get(/vagus_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '');
  const public_part = (who) => ({ user: who.user, role: who.role, rights: who.rights, csrf: who.csrf, idle_seconds: engine.idle_seconds, site: engine.status.site, timezone: engine.status.timezone });

  const log_in = (response, body) => {
    const role = body.token ? engine.roles_of_tokens[body.token] : body.user?.split('.')[0];
    if (!rights[role] || (!body.token && body.password !== password)) throw new Problem(401, 'not_logged_in', 'User or password is wrong.');
    const name = `s${++logins}`;
    const who = { user: body.user ?? 'first.admin', role, rights: rights[role], csrf: `c-${name}` };
    sessions.set(name, who);
    answer(response, 200, public_part(who), { 'Set-Cookie': `vagus_session=${name}; HttpOnly; SameSite=Strict; Path=/` });
  };

  let alerts_text = '';
  const alerts_now = () => {
    const text = JSON.stringify(engine.alerts);
    if (text !== alerts_text) engine.status.alerts = { no: (engine.status.alerts.no ?? engine.status.started_us) + 1, open: engine.alerts.length };
    alerts_text = text;
    return { no: engine.status.alerts.no, open: engine.alerts, recent: engine.recent };
  };
  const picture = () => {
    alerts_now();
    engine.status.no += 1;
    engine.status.now_us = Date.now() * 1000;
    engine.status.inputs[0].last_us = engine.status.now_us - 2_000_000;
    engine.status.inputs[2].last_us = engine.status.now_us - 9_000_000;
    return engine.status;
  };
  // As engine/admin/http/events.cpp: a status a second, alerts when they change and to each stream that begins, what was missed to one that comes
  // back, and an end with the session.
  const recent = [];
  let last = 0;
  let revision = engine.status.revision;
  const note_reload = () => {
    if (revision !== engine.status.revision) recent.push([++last, 'reload', { revision: engine.status.revision, at_us: engine.status.revision_since_us }]);
    revision = engine.status.revision;
  };
  const stream = (request, response, with_messages) => {
    response.writeHead(200, { ...security, 'Content-Type': 'text/event-stream' });
    let turn = 0;
    let told_alerts = 0;
    let after = Number(request.headers['last-event-id'] ?? last);
    const send = (event, data, id = ++last) => response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    const all = () => {
      if (!who_asks(request)) return response.end();
      if (send.mute) return; // dropped on the way, and nobody told
      note_reload();
      for (const [id, event, data] of recent) if (id > after) send(event, data, id);
      after = last;
      send('status', picture());
      const alerts = alerts_now();
      if (alerts.no !== told_alerts && !engine.silent_alerts) send('alerts', alerts);
      told_alerts = alerts.no;
      if (with_messages) send('messages', { rows: engine.messages.slice(turn * 5, turn * 5 + 5).map((row) => ({ ...row, received_us: Date.now() * 1000 })), sampled: false });
      turn = (turn + 1) % 200;
    };
    all();
    const timer = setInterval(all, second_ms);
    engine.streams.add(send);
    send.end = () => response.destroy();
    response.on('close', () => {
      clearInterval(timer);
      engine.streams.delete(send);
    });
  };

  const api = (request, response, url, body) => {
    const path = url.pathname.slice('/api/v1'.length);
    engine.requests.push(`${request.method} ${path}${url.search}`);
    if (engine.hangs.has(`${request.method} ${path}`)) return;
    const refused = engine.refuses.get(`${request.method} ${path}`);
    if (refused) throw refused;
    if (path === '/session' && request.method === 'POST') return log_in(response, body);
    const who = who_asks(request);
    if (!who) throw new Problem(401, 'not_logged_in', 'Log in first.');
    if (request.method !== 'GET' && request.headers['x-csrf-token'] !== who.csrf) throw new Problem(403, 'forbidden', 'The CSRF token is wrong.');
    if (path === '/session') {
      if (request.method === 'DELETE') sessions.delete(/vagus_session=(\w+)/.exec(request.headers.cookie)[1]);
      return answer(response, 200, public_part(who));
    }
    if (path === '/events') return stream(request, response, url.searchParams.get('messages') === 'true');
    for (const { method, right, act, pattern } of compiled) {
      const found = method === request.method && pattern.exec(path);
      if (!found) continue;
      if (!who.rights.includes(right)) throw new Problem(403, 'forbidden', `This needs the right ${right}.`);
      const names = Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]));
      if (path === '/status') picture();
      if (path === '/alerts') alerts_now();
      return answer(response, 200, act({ engine, who, body, query: url.searchParams, ...names }) ?? {});
    }
    throw new Problem(404, 'not_found', 'There is nothing here.');
  };

  const file = async (response, path) => {
    const name = path === '/' ? '/index.html' : normalize(path);
    const bytes = await readFile(join(dist, name));
    response.writeHead(200, { ...security, 'Content-Type': types[extname(name)] ?? 'application/octet-stream' });
    response.end(bytes);
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    if (engine.down && url.pathname.startsWith('/api/')) return response.destroy();
    try {
      if (!url.pathname.startsWith('/api/')) return await file(response, url.pathname);
      let text = '';
      for await (const part of request) text += part;
      api(request, response, url, text ? JSON.parse(text) : {});
    } catch (error) {
      const status = error instanceof Problem ? error.status : 404;
      answer(response, status, { type: 'about:blank', status, title: error.message, detail: error.message, code: error.code ?? 'not_found' });
    }
  });
  await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    engine,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const mock = await start(process.argv[2] ?? 'dashboard/dist', Number(process.argv[3] ?? 8090));
  console.log(`${mock.url} user admin.test, password "${password}"`);
}
