// Adds up the reports that vitest wrote into */test-results: one line, `N passed, N failed, N skipped`.
// Fails when there is a failure, or no report at all.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const list = (folder) => (existsSync(folder) ? readdirSync(folder).sort() : []);

const reports = ["packages", "apps", "tools"]
  .flatMap((area) => list(join(root, area)).map((name) => join(root, area, name, "test-results")))
  .flatMap((folder) => ["fast.json", "slow.json"].map((name) => join(folder, name)))
  .filter((path) => existsSync(path));

const sum = { passed: 0, failed: 0, skipped: 0 };
for (const path of reports) {
  const report = JSON.parse(readFileSync(path, "utf8"));
  sum.passed += report.numPassedTests;
  sum.failed += report.numFailedTests;
  sum.skipped += report.numPendingTests + report.numTodoTests;
  // a file that could not be loaded has no tests to count
  sum.failed += report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
}
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
if (reports.length === 0 || sum.failed > 0) process.exitCode = 1;
