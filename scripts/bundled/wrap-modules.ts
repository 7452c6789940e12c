import { type ModuleItem, type ObjectExpression, parseSync, printSync } from '@swc/core';

const TARGET = 'es2022';

/**
 * Puts every module of a bundle's file into parentheses, by which V8 knows that the function is called at once. Without
 * them it reads the module twice: to find where it ends, and when it is called.
 * https://v8.dev/blog/preparser#pife
 */
export function wrapModules(code: string): string {
  const program = parseSync(code, { syntax: 'ecmascript', target: TARGET });
  for (const record of program.body.flatMap(recordsOf)) wrapFunctions(record);
  return printSync(program, { minify: true, jsc: { target: TARGET } }).code;
}

function recordsOf(item: ModuleItem): ObjectExpression[] {
  const declared = item.type === 'ExportDeclaration' ? item.declaration : item;
  if (declared.type !== 'VariableDeclaration') return [];
  return declared.declarations.flatMap(({ init }) => (init?.type === 'ObjectExpression' ? [init] : []));
}

/** Modules go by their numbers. */
function wrapFunctions({ properties }: ObjectExpression): void {
  for (const property of properties) {
    if (property.type !== 'KeyValueProperty' || property.key.type !== 'NumericLiteral') continue;
    const { span } = property.key;
    property.value = { type: 'ParenthesisExpression', span, expression: property.value };
  }
}
