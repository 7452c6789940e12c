import { type ObjectExpression, type Program, parse } from 'acorn';

/**
 * Puts every module of a bundle's file into parentheses, by which V8 knows that the function is called at once. Without
 * them it reads the module twice: to find where it ends, and when it is called.
 * https://v8.dev/blog/preparser#pife
 */
export function wrapModules(code: string): string {
  const program = parse(code, { ecmaVersion: 2022, sourceType: 'module' });
  const modules = program.body.flatMap(recordsOf).flatMap(functionsOf);
  return modules.reduceRight(
    (text, { start, end }) => `${text.slice(0, start)}(${text.slice(start, end)})${text.slice(end)}`,
    code,
  );
}

function recordsOf(item: Program['body'][number]): ObjectExpression[] {
  const declared = item.type === 'ExportNamedDeclaration' ? item.declaration : item;
  if (declared?.type !== 'VariableDeclaration') return [];
  return declared.declarations.flatMap(({ init }) => (init?.type === 'ObjectExpression' ? [init] : []));
}

/** Modules go by their numbers. */
function functionsOf({ properties }: ObjectExpression): { readonly start: number; readonly end: number }[] {
  return properties.flatMap((property) => {
    if (property.type !== 'Property' || property.method || property.key.type !== 'Literal') return [];
    return typeof property.key.value === 'number' ? [property.value] : [];
  });
}
