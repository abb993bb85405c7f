// What /api/v1 answers (engine/admin/http/schemas.cpp). Times are microseconds since 1970 UTC, in `*_us`; ids are text. What an engine does not
// know is left out or null.
export type Right = 'see' | 'values' | 'reveal' | 'operate' | 'resend' | 'edit' | 'configure' | 'users' | 'audit';
export type Role = 'viewer' | 'support' | 'operator' | 'admin';

export interface Session {
  user: string;
  role: Role;
  rights: Right[];
  csrf: string;
  idle_seconds: number;
  site: string;
  timezone: string;
}

export interface About {
  owner?: string;
  call?: string;
  ticket?: string;
  [other: string]: string | undefined;
}

export interface Held {
  reason: string;
  by: string;
  since_us: number;
  drains?: boolean;
}

export interface Input {
  name: string;
  kind: string;
  where: string;
  connections: number;
  messages: number;
  last_us?: number | null;
  paused: Held | null;
  expect_every_seconds?: number | null;
  about?: About | null;
  acks?: { positive: number; negative: number };
  per_minute?: number;
  history?: number[];
}

export interface Output {
  name: string;
  where: string;
  up: boolean;
  why: string;
  remark: string;
  state: 'sending' | 'retrying' | 'held' | 'stopped';
  words: string;
  pending: number;
  dead: number;
  delivered: number;
  oldest_seconds: number;
  head: string | null;
  head_tries?: number | null;
  next_try_ms: number | null;
  parked: number;
  unresolved: number;
  unresolved_ids: string[];
  hold: Held | null;
  about?: About | null;
  per_minute?: number;
  history?: number[];
  drain_seconds?: number | null;
  error_share_1h?: number | null;
  p95_ms?: number | null;
}

export interface Route {
  name: string;
  inputs: string[];
  outputs: string[];
  messages?: number;
  dropped?: number;
  failed?: number;
  file: string;
  line: number;
}

export interface Certificate {
  profile: string;
  names: string;
  expires: string;
  days_left: number;
}

export interface Status {
  site: string;
  version: string;
  revision: string;
  revision_since_us: number;
  up_seconds: number;
  now_us: number;
  timezone: string;
  inputs: Input[];
  outputs: Output[];
  routes: Route[];
  certificates: Certificate[];
  store: { free_bytes: number; stop_inputs_below: number; takes_messages: boolean; out_of_space: boolean; bytes?: number };
  alerts?: { open: number };
}

// `queued`: planned and handed to outputs; what became of it there is in `deliveries`.
export type MessageState = 'queued' | 'unmatched' | 'dropped' | 'failed' | 'refused' | 'resent' | 'fragment';

export interface MessageRow {
  id: string;
  received_us: number;
  input: string;
  type: string;
  control: string;
  state: MessageState;
  deliveries: { pending: number; delivered: number; dead: number };
}

export interface Found {
  messages: MessageRow[];
  next: string | null;
  searched?: { messages: number; of: number };
  unreadable: string[];
}

export interface Value {
  path: string;
  name: string;
  value: string;
  meaning: string;
  masked: boolean;
}

export interface Segment {
  segment: string;
  n: number;
  name: string;
  values: Value[];
}

export interface Delivery {
  to: string;
  kind: 'output' | 'route';
  state: string;
  tries: number;
  last_us: number;
  result: string;
  answer: string;
  bytes: number;
  same_as_received: boolean;
}

export interface Message {
  id: string;
  received_us: number;
  input: string;
  peer?: string;
  type: string;
  control: string;
  state: MessageState;
  revision?: string;
  parent: string | null;
  children?: string[];
  tags?: string[];
  ack?: { code: string; text?: string } | null;
  values: boolean;
  bytes: number;
  tree: Segment[];
  unreadable: string | null;
  cut: boolean;
  deliveries: Delivery[];
}

export interface Bytes {
  text: string; // in UTF-8, control characters made visible
  charset: string;
  hex: string;
  size: number;
  cut: boolean;
}

export interface DiffLine {
  path: string;
  name: string;
  before: string | null;
  after: string | null;
  step?: string;
}

export interface Differences {
  lines: DiffLine[];
  cut: boolean;
  why: string | null; // there is nothing to compare
}

export interface Step {
  route: string;
  step: string;
  where: string;
  outcome: string;
  part?: string;
  changes?: { path: string; before: string | null; after: string | null }[];
  asked?: { path: string; values: string[] }[];
  looked_up?: { what: string; found: boolean }[];
}

export interface Account {
  ack: string;
  reason: string;
  steps: Step[];
  left_out: number;
  outputs: { output: string; route: string; changed: boolean; bytes: number; keys?: string[]; attributes?: Record<string, string> }[];
}

export interface Group {
  group: string;
  cause: string;
  count: number;
  kind: 'output' | 'route';
  name: string;
  first_us: number;
  last_us: number;
}

export interface DeadRow {
  id: string;
  kind: 'output' | 'route';
  name: string;
  input: string;
  type: string;
  control_id: string;
  received_us: number;
  last_try_us: number;
  tries: number;
  result: string;
  cause: string;
  group: string;
  reason?: string;
}

export interface Counted {
  ready: number;
  not?: { why: string; n: number }[];
  later?: Record<string, number | null>; // for each output; null: too many to count
  missing?: { id: string; why: string }[];
  more: boolean; // the count is of the first part
  through: string;
}

export interface Done {
  done: { id: string; new?: string }[];
  not: { id: string; why: string }[];
  next?: string;
}

export interface WireEvent {
  id: string;
  at_us: number;
  kind: string;
  input?: string;
  output?: string;
  message?: string;
  size: number;
  hex?: string;
}

export interface Revision {
  no: number;
  revision: string;
  since_us: number;
  by: string;
  reason: string;
}

export interface Config {
  revision: string;
  entry: Revision;
  files: string[];
  as_on_disk: boolean;
}

export interface Plan {
  plan: { change: 'added' | 'removed' | 'changed' | 'kept'; part: string; name: string }[];
  refusals: string[];
  applied: boolean;
  revision?: string;
  before?: string;
}

export interface ConfigFile {
  name: string;
  text: string;
}

export interface Alert {
  id: string;
  rule: string;
  level: 'page' | 'ticket';
  subject: string;
  since_us: number;
  words: string;
  about: About | null;
  runbook: string;
  snoozed: { by: string; reason: string; until_us: number } | null;
  ended_us?: number;
}

export interface Alerts {
  open: Alert[];
  recent: Alert[];
}

export interface AuditEntry {
  n: number;
  at_us: number;
  who: string;
  role: string;
  what: string;
  about: string;
  reason: string;
  from: string;
  result: string;
}

export interface Audit {
  entries: AuditEntry[];
  next: string | null;
  verified: boolean;
}

export interface User {
  name: string;
  role: Role;
  last_login_us: number;
}

export interface Token {
  id: string;
  name: string;
  role: Role;
  last_use_us: number;
}

export interface Problem {
  status: number;
  title: string;
  code: string;
  detail?: string;
}
