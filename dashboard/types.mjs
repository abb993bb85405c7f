// vagus schema --api | node types.mjs: the shapes of the admin API's answers as TypeScript.
// openapi-typescript would do it by the compiler of TypeScript 5 as a library; TypeScript 7 is none. The shapes of
// engine/admin/http/schemas.cpp are few kinds of JSON Schema, and anything else stops here.
import { readFileSync } from 'node:fs';

const { components } = JSON.parse(readFileSync(0, 'utf8'));
const name_of = (schema) => schema.split('_').map((word) => word[0].toUpperCase() + word.slice(1)).join('');
const plain = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' };

function fields(schema, indent) {
  const lines = Object.entries(schema.properties ?? {}).map(([key, value]) => `${indent}  ${key}${schema.required?.includes(key) ? '' : '?'}: ${type(value, `${indent}  `)};\n`);
  return lines.length === 0 ? 'Record<string, never>' : `{\n${lines.join('')}${indent}}`;
}

function type(schema, indent = '') {
  if (schema.$ref) return name_of(schema.$ref.split('/').at(-1));
  if (schema.anyOf) return schema.anyOf.map((each) => type(each, indent)).join(' | ');
  if (schema.enum) return schema.enum.map((each) => `'${each}'`).join(' | ');
  if (schema.type === 'array') return `${type(schema.items, indent)}[]`;
  if (schema.type === 'object' && schema.additionalProperties) return `Record<string, ${type(schema.additionalProperties, indent)}>`;
  if (schema.type === 'object') return fields(schema, indent);
  if (Object.keys(schema).length === 0) return 'unknown';
  return plain[schema.type] ?? (() => { throw new Error(`types.mjs does not know this kind of schema: ${JSON.stringify(schema)}`); })();
}

const one = ([name, schema]) => {
  const written = type(schema);
  return written.startsWith('{') ? `export interface ${name_of(name)} ${written}\n` : `export type ${name_of(name)} = ${written};\n`;
};
process.stdout.write(`// What the admin API answers. Made by scripts/dashboard --types of what the program says of itself.\n\n${Object.entries(components.schemas).map(one).join('\n')}`);
