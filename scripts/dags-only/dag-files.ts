/**
 * The files that belong to DAG authors, and that no check of the TypeScript sources judges. Left out are Markdown, whose
 * links are checked, and the files that the template must have with the same content.
 */
export const DAG_FILES =
  /^airflow\/(?:dags|business_logic|shared|plugins|tests|config)\/(?!.*\.md$)(?!test_dags\.py$|conftest\.py$|airflow\.cfg$)./;

/** Returns whether a path of the repository is a file of DAG authors. */
export function isDagFile(path: string): boolean {
  return DAG_FILES.test(path);
}
