import eslint from "@eslint/js";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

const layers = [
  // The way is one-way: projects -> manifest -> index -> components.
  { target: "./manifest", from: ["./components", "./config", "./cli", "./sandbox", "./index.ts"] },
  { target: "./config", from: ["./components", "./cli", "./sandbox", "./index.ts"] },
  { target: "./components", from: ["./cli", "./sandbox", "./index.ts"] },
  { target: "./sandbox", from: ["./components", "./manifest", "./config", "./cli", "./index.ts"] },
];

export default tseslint.config(
  { ignores: ["node_modules/", ".marvin/"] },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["eslint.config.mjs"] } } },
    plugins: { "import-x": importX },
    rules: {
      eqeqeq: "error",
      "import-x/no-restricted-paths": [
        "error",
        {
          basePath: import.meta.dirname,
          zones: layers.flatMap(({ target, from }) => from.map((one) => ({ target, from: one }))),
        },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-explicit-any": "error",
    },
  },
  {
    files: ["manifest/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@pulumi/*"], message: "manifest/ knows nothing of Pulumi" }] },
      ],
    },
  },
  {
    files: ["components/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["node:*", "fs", "child_process", "js-yaml"],
              message: "components/ touches no files, processes or YAML",
            },
          ],
        },
      ],
      "no-restricted-globals": ["error", { name: "process", message: "components/ reads no environment" }],
      "no-restricted-properties": [
        "error",
        { object: "pulumi", property: "Config", message: "config/ is the only caller of pulumi.Config" },
      ],
    },
  },
  // Mocha's describe and it return promises only to Node's own runner.
  { files: ["test/**"], rules: { "@typescript-eslint/no-unused-expressions": "off" } },
  {
    files: ["**/*.mjs"],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        setTimeout: "readonly",
        Buffer: "readonly",
      },
    },
  },
);
