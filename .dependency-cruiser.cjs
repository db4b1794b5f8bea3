// Who may import whom, from the table in tools/layers/layers.cjs. Every rule is tried by the tests there,
// because a misconfigured cruiser is silently green.
const { layers } = require("./tools/layers/layers.cjs");

const portable = layers.filter((layer) => !layer.node).map((layer) => layer.name);
const alternatives = (names) => names.join("|");

const outside = (names) => `^packages/(?!(?:${alternatives(names)})/)`;
const looksOnlyDown = layers.flatMap(({ name, mayImport, instead }, row) => [
  {
    name: `${name}-looks-only-down`,
    comment: `The sources of ${name} may import ${mayImport.join(", ") || "no other package"}. Instead: ${instead}.`,
    severity: "error",
    from: { path: `^packages/${name}/src/` },
    to: { path: outside([name, ...mayImport]) },
  },
  {
    name: `${name}-looks-only-down`,
    comment: `Tests of ${name} may import what lies below it. Instead: test the two together in the higher package.`,
    severity: "error",
    from: { path: `^packages/${name}/(?!src/)` },
    to: { path: outside(layers.slice(0, row + 1).map((lower) => lower.name)) },
  },
]);

module.exports = {
  forbidden: [
    ...looksOnlyDown,
    {
      name: "front-door-only",
      comment:
        "Import another package by its name, never by a path into its folder. Instead: export what you need from its src/index.ts.",
      severity: "error",
      from: { path: "^(packages|apps|tools)/([^/]+)/" },
      to: { path: "^(packages|apps)/", pathNot: "^$1/$2/", dependencyTypes: ["local"] },
    },
    {
      name: "nothing-imports-tools",
      comment:
        "Tools stand beside the packages and each by itself. Instead: move shared code into the package whose concept it is.",
      severity: "error",
      from: { path: "^(?:packages|apps|tools)/([^/]+)/" },
      to: { path: "^tools/", pathNot: "^tools/$1/" },
    },
    {
      name: "no-cycles",
      comment:
        "Files must not import each other in a circle (an import() that runs later may look back). Instead: move what both need into a third file.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["dynamic-import"] } },
    },
    {
      name: "resolvable",
      comment:
        "The import leads nowhere: a deep import past a package's exports, or a package that is not declared. Instead: use the exports that its package.json names.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "declared",
      comment:
        "The imported package is not among the dependencies of this package.json (for published sources, devDependencies do not count). Instead: declare it where it is used.",
      severity: "error",
      from: { path: "^(packages|apps|tools)/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "declared-for-users",
      comment:
        "Published sources import a devDependency, which users will not have. Instead: move it to dependencies (the command line bundles what it needs and is exempt).",
      severity: "error",
      from: { path: "^packages/(?!cli/)[^/]+/src/" },
      to: { dependencyTypes: ["npm-dev"] },
    },
    {
      name: "no-node-builtins-in-portable-packages",
      comment:
        "Portable packages run in browsers too. Instead: take files, clocks and workers as parameters, or put Node code behind the /node subpath.",
      severity: "error",
      from: {
        path: `^packages/(?:${alternatives(portable)})/src/`,
        pathNot: "^packages/[^/]+/src/node/",
      },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|test-results)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@floppytape/source", "types", "import", "node", "default"],
    },
  },
};
