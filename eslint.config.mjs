import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** Imports that a folder must not have, with the reason. A file is in one folder, so that one block decides. */
function layer(folder, ...restrictions) {
  const patterns = restrictions.map(([group, message]) => ({ group, message }));
  return { files: [`${folder}/**`], rules: { "no-restricted-imports": ["error", { patterns }] } };
}

const ONE_WAY = "data flows one way: projects -> manifest -> index -> components";

export default tseslint.config(
  { ignores: ["node_modules/", ".marvin/"] },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  layer(
    "manifest",
    [["@pulumi/*"], "manifest/ knows nothing of Pulumi"],
    [["**/components/**", "**/config/**", "**/cli/**", "**/sandbox/**", "**/index"], ONE_WAY],
  ),
  layer("config", [["**/components/**", "**/cli/**", "**/sandbox/**", "**/index"], ONE_WAY]),
  layer(
    "components",
    [["**/cli/**", "**/sandbox/**", "**/index"], ONE_WAY],
    [["node:*", "fs", "fs/*", "child_process", "js-yaml"], "components/ touches no files, processes or YAML"],
  ),
  layer(
    "bot",
    [["@pulumi/*"], "bot/ knows nothing of Pulumi"],
    [
      ["**/components/**", "**/config/**", "**/cli/**", "**/sandbox/**", "**/index"],
      "bot/ stands on manifest/ alone: what runs it gives it the rest",
    ],
  ),
  layer("sandbox", [
    ["**/components/**", "**/config/**", "**/manifest/**", "**/bot/**", "**/cli/**"],
    "the local cloud knows the services, not Marvin",
  ]),
  {
    files: ["components/**"],
    rules: {
      "no-restricted-globals": ["error", { name: "process", message: "components/ reads no environment" }],
      "no-restricted-properties": [
        "error",
        { object: "pulumi", property: "Config", message: "config/ is the only caller of pulumi.Config" },
      ],
    },
  },
  {
    files: ["**/*.{mjs,cjs}"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...["process", "console", "URL", "Buffer", "require", "module"],
          ...["setTimeout", "clearTimeout", "setInterval", "clearInterval"],
        ].map((name) => [name, "readonly"]),
      ),
    },
  },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);
